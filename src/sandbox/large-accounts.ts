import type { PayatomBooks } from './operators.ts';
import { createRandom, type Random } from './random.ts';

/** An invented account. Amounts are whole rupees. */
interface LargeAccount {
  readonly kind: 'upi' | 'imps' | 'mobile';
  /** The UPI id, the holder, or brand and phone. */
  readonly detail: string;
  readonly phone?: string;
  readonly number?: string;
  readonly active: boolean;
  readonly tracked: boolean;
  readonly limit: number;
  readonly used: number;
  readonly rolling: number;
  readonly minimum: number;
}

const banks = ['hdfc', 'icici', 'sbi', 'axis'] as const;
const brands = ['bKash', 'Nagad', 'Rocket', 'Upay'] as const;
const statuses = ['Approved', 'Late Approved', 'Pending', 'User Timed Out', 'Cancelled', 'Declined'] as const;

/**
 * Creates Payatom's data of the large operator: 400 accounts by status; 225 in the P2P list, 175 of them also among
 * the 400; and a summary for every account that has a number. In the P2P list the number of a mobile wallet is its
 * phone. Equal seeds give equal data.
 */
export function createLargeBooks(seed: string, email: string): PayatomBooks {
  const random = createRandom(`accounts of ${seed}`);
  const make = (kind: LargeAccount['kind'], count: number, from: number) =>
    Array.from({ length: count }, (_, at) => makeAccount(random, kind, from + at));
  const upi = make('upi', 220, 1);
  const imps = make('imps', 130, 1);
  const listed = [...upi, ...imps, ...make('mobile', 50, 1)];
  const onlyP2p = { upi: make('upi', 20, 501), imps: make('imps', 15, 501), mobile: make('mobile', 15, 501) };
  const upiRows = [...everySecond(upi), ...onlyP2p.upi];
  const impsRows = [...everySecond(imps), ...onlyP2p.imps];
  const numbers = new Set([
    ...[...listed, ...impsRows].flatMap(({ number }) => number ?? []),
    ...onlyP2p.mobile.flatMap(({ phone }) => phone ?? []),
  ]);

  return {
    email,
    status: printStatus(listed),
    limits: JSON.stringify({
      status: 'success',
      operator_details: { name: 'Large operator', email },
      wallets: {
        upi: upiRows.map(printUpiRow),
        imps_upi: impsRows.map(printImpsRow),
        ...Object.fromEntries(
          brands.map((brand) => [
            brand,
            onlyP2p.mobile.filter(({ detail }) => detail.startsWith(brand)).map(printMobileRow),
          ]),
        ),
      },
    }),
    summary: (account, dateType, date) =>
      numbers.has(account)
        ? printSummary(createRandom([seed, account, dateType, date].join(' ')))
        : undefined,
  };
}

/** Makes an account. Most have limit left; some are nearly used up, over their limit, or negative by their rolling balance. */
function makeAccount(random: Random, kind: LargeAccount['kind'], serial: number): LargeAccount {
  const limit = random.pick([50_000, 100_000, 200_000, 500_000, 1_000_000]);
  const over = random.once(25);
  const used = Math.floor((limit * random.whole(over ? 1010 : 50, over ? 1300 : 900)) / 1000);
  const rolling = Math.floor((limit * random.whole(0, random.once(8) ? 200 : 60)) / 1000);
  const padded = String(serial).padStart(3, '0');
  return {
    kind,
    ...identityOf(random, kind, padded),
    active: !random.once(4),
    tracked: !random.once(6),
    limit,
    used,
    rolling,
    minimum: random.pick([0, 500, 1000, 5000]),
  };
}

/** Makes identifiers. No network uses these phone ranges. Account numbers end in the serial, so they are unique. */
function identityOf(
  random: Random,
  kind: LargeAccount['kind'],
  serial: string,
): Pick<LargeAccount, 'detail' | 'phone' | 'number'> {
  switch (kind) {
    case 'upi': {
      const phone = { phone: `1000000${serial}` };
      const detail = `collect${serial}@upi`;
      return random.once(4)
        ? { detail, ...phone }
        : { detail, ...phone, number: makeNumber(random, `1${serial}`) };
    }
    case 'imps':
      return { detail: `Collection ${serial}`, number: makeNumber(random, `2${serial}`) };
    case 'mobile': {
      const phone = `01000000${serial}`;
      return { detail: `${random.pick(brands)} ${phone}`, phone };
    }
  }
}

/** Makes a number of nine to eighteen digits; about one in eight begins with zeros. */
function makeNumber(random: Random, ending: string): string {
  const length = random.whole(9, 18) - ending.length;
  const first = random.once(8) ? '00' : String(random.whole(1, 9));
  let digits = first;
  while (digits.length < length) digits += String(random.whole(0, 9));
  return digits + ending;
}

function everySecond(accounts: readonly LargeAccount[]): readonly LargeAccount[] {
  return accounts.filter((_, at) => at % 2 === 0);
}

function printStatus(accounts: readonly LargeAccount[]): string {
  const group = (active: boolean) => {
    const rows = accounts.filter((account) => account.active === active).map(printStatusRow);
    return { count: rows.length, accounts: rows };
  };
  return JSON.stringify({ status: 'success', data: { active: group(true), inactive: group(false) } });
}

function printStatusRow(account: LargeAccount) {
  const { limit, used, rolling, tracked } = account;
  return {
    account_detail: account.detail,
    upi: account.kind === 'upi' ? account.detail : null,
    phone_number: account.phone ?? null,
    status: account.active ? 'Active' : 'Inactive',
    account_no: account.number ?? null,
    usage_enable: tracked ? 'Enabled' : 'Not Enabled',
    usage_volum: tracked ? String(used) : null,
    limit_volum: tracked ? String(limit) : null,
    rolling_balance: tracked ? String(rolling) : null,
    available_limit: tracked ? limit - used - rolling : null,
  };
}

function printUpiRow(account: LargeAccount) {
  const name = account.detail.split('@')[0];
  return { account: name, upi: account.detail, ...printVolumes(account) };
}

/** The document's sample spells the key of the number in two ways. */
function printImpsRow(account: LargeAccount, at: number) {
  return {
    account_holder: account.detail,
    [at % 10 === 9 ? 'Account_number' : 'account_number']: account.number,
    bank: banks[at % banks.length],
    ...printVolumes(account),
  };
}

/** The document has no group of this kind; its country pages name the brands. */
function printMobileRow(account: LargeAccount) {
  return { account: account.detail, account_number: account.phone, ...printVolumes(account) };
}

function printVolumes({ minimum, limit, used }: LargeAccount) {
  return { minimum_balance: String(minimum), limit_volume: String(limit), usage_volume: String(used) };
}

/** Prints a summary. Only approved requests were received; the others have 0, or "0" as in the document. */
function printSummary(random: Random): string {
  const data: Record<string, object> = {};
  for (const status of statuses) {
    const approved = status.endsWith('Approved');
    const count = status === 'Approved' ? random.whole(100, 1200) : random.whole(0, 150);
    const requested = count * random.whole(300, 5000);
    const received = approved ? requested + random.whole(0, 500) : status === 'Cancelled' ? '0' : 0;
    if (count === 0) continue;
    const totals = { transaction_count: count, received_amount: received, request_amount: requested };
    data[status] = { ...totals, status };
  }
  return JSON.stringify({ status: 'success', data }, undefined, 2);
}
