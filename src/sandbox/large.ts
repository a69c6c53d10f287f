import { createLargeBooks } from './large-accounts.ts';
import type { AirpayBooks, CurrencyRow, Operator, SandboxWalletRow } from './operators.ts';
import { createRandom } from './random.ts';

const currencies: readonly CurrencyRow[] = [
  { id: 1, name: 'US Dollar', currency: 'USD', precision: 2 },
  { id: 2, name: 'Euro', currency: 'EUR', precision: 2 },
  { id: 3, name: 'Japanese Yen', currency: 'JPY', precision: 0 },
  { id: 4, name: 'Indian Rupee', currency: 'INR', precision: 2 },
  { id: 5, name: 'Bangladeshi Taka', currency: 'BDT', precision: 2 },
];

/** A currency that wallets use and the list of currencies lacks. */
const unknownCurrency = 9;
const walletCount = 60;
const firstWalletId = 1001;

/** Creates an operator with 400 accounts, 60 wallets in 6 currencies and 8 Airpay users. Equal seeds give equal data. */
export function createLargeOperator(seed: string): Operator {
  return {
    id: 'large',
    name: 'Large operator',
    payatom: createLargeBooks(seed, 'large@sandbox.invalid'),
    airpay: createUsers(seed),
    walletsApi: { wallets: createWallets(seed), currencies },
  };
}

/** Creates users with e-mail addresses, mobile numbers and ids; the provider has no record of the last one. */
function createUsers(seed: string): AirpayBooks {
  const random = createRandom(`wallet users of ${seed}`);
  const amount = () => `${random.whole(0, 900_000)}.${String(random.whole(0, 99)).padStart(2, '0')}`;
  const names = ['till1@sandbox.invalid', 'till2@sandbox.invalid', '1000000701', '1000000702', 'UID-000703'];
  return {
    merchantId: '20001',
    users: [
      ...names.map((user) => ({ user, balance: amount() })),
      { user: 'empty@sandbox.invalid', balance: '0.00' },
      { user: 'vault@sandbox.invalid', balance: '99999999999.99' },
      { user: 'closed@sandbox.invalid' },
    ],
  };
}

/** Creates the wallets, newest first as documented. Half of the POSTPAID wallets are negative: credit in use. */
function createWallets(seed: string): readonly SandboxWalletRow[] {
  const random = createRandom(`wallets of ${seed}`);
  const ids = [...currencies.map(({ id }) => id), unknownCurrency];
  const rows = Array.from({ length: walletCount }, (_, at): SandboxWalletRow => {
    const currencyId = ids[at % ids.length] ?? unknownCurrency;
    const zeroDecimal = currencies.some(({ id, precision }) => id === currencyId && precision === 0);
    const postpaid = random.once(3);
    const whole = random.whole(1, 5_000_000);
    const cents = String(random.whole(0, 99)).padStart(2, '0');
    return {
      id: firstWalletId + at * 7,
      currencyId,
      amount: `${postpaid && random.once(2) ? '-' : ''}${whole}${zeroDecimal ? '' : `.${cents}`}`,
      type: postpaid ? 'POSTPAID' : 'PREPAID',
      name: `${at % 2 === 0 ? 'Payouts' : 'Rewards'} ${String(at + 1).padStart(2, '0')}`,
    };
  });
  return rows.reverse();
}
