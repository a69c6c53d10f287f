import type { Fault } from '../../src/core/errors/errors.ts';
import type { Source } from '../../src/core/figures/source.ts';
import type { Decimal } from '../../src/core/money/decimal.ts';
import { parseDecimal } from '../../src/core/money/decimal.ts';
import type { Currency, Money } from '../../src/core/money/money.ts';
import type {
  Account,
  Answer,
  Ask,
  Capability,
  Figure,
  FigureKind,
  MissingCapability,
  Query,
  Reading,
  StatusTotal,
  Summary,
  Wallet,
} from '../../src/core/provider/provider.ts';
import type { Clock } from '../../src/core/time/clock.ts';

/** The response of a fake connection: a reading, or a function that makes one of the query. */
type FakeAnswer<C extends Capability> =
  | Reading<Answer<C>>
  | ((query: Query<C>, ask?: Ask) => Reading<Answer<C>> | Promise<Reading<Answer<C>>>);

export type Answers = { readonly [C in Capability]?: FakeAnswer<C> };

export interface FakeSource {
  readonly operator?: { readonly id: string; readonly name: string };
  readonly id: string;
  readonly currency?: Currency;
  readonly timeZone?: string;
  readonly lacks?: readonly MissingCapability[];
  readonly answers: Answers;
}

export interface Asked {
  readonly connection: string;
  readonly capability: Capability;
  readonly query: unknown;
}

export const sampleOperator = { id: 'sample', name: 'Sample operator' };

/** Creates a connection that records its questions in `asked`. */
export function fakeSource(fake: FakeSource, asked: Asked[] = []): Source {
  const can = Object.fromEntries(
    Object.entries(fake.answers).map(([capability, answer]) => {
      const question = async (query: unknown, ask?: Ask) => {
        asked.push({ connection: fake.id, capability: capability as Capability, query });
        return typeof answer === 'function' ? answer(query as never, ask) : answer;
      };
      return [capability, question];
    }),
  );
  return {
    operator: fake.operator ?? sampleOperator,
    connection: { id: fake.id, provider: fake.id },
    can,
    ...(fake.currency !== undefined && { currency: fake.currency }),
    timeZone: fake.timeZone ?? 'Asia/Kolkata',
    lacks: fake.lacks ?? [],
  };
}

export function ok<T>(data: T, asOf: number): Reading<T> {
  return { kind: 'ok', data, asOf };
}

export function failed(reason: Fault['reason'], detail: Partial<Fault> = {}): Reading<never> {
  return { kind: 'fail', fault: { ...detail, reason } };
}

export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(`not a decimal: ${text}`);
  return parsed;
}

export function given(amount: string, currency = 'INR', precision?: number): Figure {
  const money: Money = { amount: decimal(amount), currency, ...(precision !== undefined && { precision }) };
  return { kind: 'given', money };
}

export const absent: Figure = { kind: 'missing', why: 'absent' };
export const unreadable: Figure = { kind: 'missing', why: 'unreadable' };

export function rupees(amounts: Partial<Record<FigureKind, string>>): Account['figures'] {
  return Object.fromEntries(Object.entries(amounts).map(([kind, amount]) => [kind, given(amount)]));
}

export function account(name: string, more: Partial<Account> = {}): Account {
  return { key: `test:${name}`, name, state: 'active', figures: {}, notes: [], ...more };
}

/** The accounts of the document “Wallet Data Endpoint”. */
export const statusAccounts: readonly Account[] = [
  account('user@upi', {
    upi: 'user@upi',
    phone: '1234567890',
    usageTracked: true,
    figures: rupees({ used: '100', limit: '1000', rolling: '200', available: '700' }),
  }),
  account('John Doe', { number: '123456789', usageTracked: false }),
  account('user2@upi', { upi: 'user2@upi', phone: '1122334455', state: 'inactive', usageTracked: false }),
];

/** The accounts of the document “P2P Accounts Wallet Balance”. */
export const limitAccounts: readonly Account[] = [
  account('SanoojAccount', {
    state: 'not-given',
    upi: 'sample@uoi',
    group: 'upi',
    figures: rupees({ minimum: '0', limit: '0', used: '0' }),
  }),
  account('SanoojAccount1', {
    state: 'not-given',
    upi: 'sample1@uoi',
    group: 'upi',
    figures: rupees({ minimum: '1000', limit: '10000', used: '100000' }),
    notes: [{ kind: 'over-limit' }],
  }),
  account('HareeshMenon', {
    state: 'not-given',
    number: '34343432323232',
    bank: 'hdfc',
    group: 'imps_upi',
    figures: rupees({ minimum: '0', limit: '0', used: '0' }),
  }),
  account('HareeshMenon1', {
    state: 'not-given',
    number: '342434334343',
    bank: 'hdfc',
    group: 'imps_upi',
    figures: rupees({ minimum: '500', limit: '10000', used: '4000' }),
  }),
];

export function total(status: string, count: number, received: string, requested: string): StatusTotal {
  return { status, count, received: given(received), requested: given(requested) };
}

/** The totals of the document “Wallet Transaction Summary”. */
export const sampleSummary: Summary = {
  empty: false,
  totals: [
    total('Approved', 990, '3308694', '3305594'),
    total('Late Approved', 8, '14660', '14660'),
    total('Pending', 127, '0', '576448'),
    total('User Timed Out', 1345, '0', '5398089'),
    total('Cancelled', 42, '0', '91689'),
  ],
};

export const emptySummary: Summary = { totals: [], empty: true };

export function wallet(id: string, amount: string, currency: string, more: Partial<Wallet> = {}): Wallet {
  return { id, type: 'PREPAID', currency, balance: given(amount, currency), ...more };
}

/** The wallets of the document “Wallets API”, newest first. */
export const sampleWallets: readonly Wallet[] = [
  wallet('103', '10000.00', 'JPY', { type: 'POSTPAID' }),
  wallet('102', '2500.50', 'EUR'),
  wallet('101', '5000.00', 'USD'),
];

/** The wallet of the document “Wallet Balance API”. */
export const userWallet: Wallet = { id: 'aatest12@gmail.com', currency: 'INR', balance: given('50.00') };

/** The three connections of the documents' own operator. `changes` replaces answers by connection. */
export function sampleSources(
  clock: Clock,
  changes: Readonly<Record<string, Answers>> = {},
  asked: Asked[] = [],
): readonly Source[] {
  const now = clock.now();
  const fakes: readonly FakeSource[] = [
    {
      id: 'payatom',
      currency: 'INR',
      answers: {
        accounts: ok({ accounts: statusAccounts, notes: [] }, now),
        limits: ok({ accounts: limitAccounts, notes: [] }, now),
        summary: ({ account: number }) => {
          const known = number === '123456789' || number === '1234567890';
          return ok(known ? sampleSummary : emptySummary, clock.now());
        },
      },
    },
    {
      id: 'airpay',
      currency: 'INR',
      answers: { balances: ok([{ kind: 'ok', wallet: userWallet }], now) },
    },
    {
      id: 'wallets-api',
      timeZone: 'UTC',
      answers: {
        wallets: ok({ wallets: sampleWallets, complete: true, total: 3, unreadable: 0 }, now),
        wallet: ({ id }) => {
          const found = sampleWallets.find((each) => each.id === id);
          return found === undefined ? failed('not-found') : ok(found, clock.now());
        },
      },
    },
  ];
  return fakes.map((fake) => {
    return fakeSource({ ...fake, answers: { ...fake.answers, ...changes[fake.id] } }, asked);
  });
}
