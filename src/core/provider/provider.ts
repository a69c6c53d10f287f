import type { z } from 'zod';
import type { Fault } from '../errors/errors.ts';
import type { Currency, Money } from '../money/money.ts';
import type { Clock, Instant, Millis } from '../time/clock.ts';
import type { Day } from '../time/day.ts';

/** The kinds of amount. A limit is never shown as a balance. */
export const figureKinds = ['balance', 'available', 'limit', 'used', 'rolling', 'minimum'] as const;
export type FigureKind = (typeof figureKinds)[number];

/**
 * One amount, as the provider reports it or computed from others. `missing`: expected but unknown, because it is absent,
 * null or unreadable. It is never zero.
 */
export type Figure =
  | { readonly kind: 'given'; readonly money: Money }
  | { readonly kind: 'computed'; readonly money: Money; readonly derivation: Derivation }
  | { readonly kind: 'missing'; readonly why: 'absent' | 'unreadable' };

/** The formula of a computed figure; `core/figures/text.ts` has a sentence for each. */
export type Derivation = 'limit-minus-used' | 'limit-minus-used-minus-rolling';

/** A remark about an account that is shown to the user. */
export type AccountNote =
  | { readonly kind: 'status-differs'; readonly text: string }
  | { readonly kind: 'available-differs'; readonly expected: Money }
  | { readonly kind: 'over-limit' }
  | { readonly kind: 'in-both-groups' };

/** `not-given`: the provider's list has no state. */
export type AccountState = 'active' | 'inactive' | 'not-given';

/** A collection account. Texts are the provider's, never markup; undefined if the provider does not report them. */
export interface Account {
  /** Stable within its connection. Made from the provider's ids, never from a display name alone. */
  readonly key: string;
  readonly name: string;
  readonly state: AccountState;
  /** False if the provider reports `Not Enabled`. */
  readonly usageTracked?: boolean | undefined;
  readonly upi?: string | undefined;
  /** The account number as text, with leading zeros. */
  readonly number?: string | undefined;
  readonly phone?: string | undefined;
  readonly bank?: string | undefined;
  /** The kind of account, if the provider groups by it: `upi`, `imps_upi`, `bKash`. */
  readonly group?: string | undefined;
  readonly figures: Readonly<Partial<Record<FigureKind, Figure>>>;
  readonly notes: readonly AccountNote[];
}

/** A remark about a whole list that is shown to the user. */
export type ListNote =
  | {
      readonly kind: 'count-differs';
      readonly state: AccountState;
      readonly said: number;
      readonly listed: number;
    }
  | { readonly kind: 'rows-unreadable'; readonly count: number };

export interface AccountList {
  readonly accounts: readonly Account[];
  readonly notes: readonly ListNote[];
  /** Present if it was asked for and the provider's answers can be compared without parsing them. */
  readonly validator?: ListValidator;
}

/** A list that equals the previous one. Its accounts are parsed only on demand. */
export interface UnchangedList extends Pick<AccountList, 'notes'> {
  readonly validator: ListValidator;
  readonly read: () => readonly Account[];
}

/** Identifies the content of a list, like an HTTP ETag. */
export interface ListValidator {
  /** Equal if and only if two lists of one open connection are equal. */
  readonly fingerprint: string;
  /** Number of accounts. */
  readonly rows: number;
}

/** A stored-value balance. */
export interface Wallet {
  readonly id: string;
  readonly name?: string;
  /** `PREPAID`, `POSTPAID` or any other type that the provider reports. */
  readonly type?: string;
  readonly balance: Figure;
  readonly currency: Currency;
}

/** `total`: the count that the provider reports. `complete` is false if the list was limited or differs from it. */
export interface WalletList {
  readonly wallets: readonly Wallet[];
  readonly complete: boolean;
  readonly total?: number;
  /** Number of rows that could not be parsed. */
  readonly unreadable: number;
}

export const dateTypes = ['action_date', 'c_date'] as const;
export type DateType = (typeof dateTypes)[number];

export interface SummaryQuery {
  readonly account: string;
  readonly day: Day;
  readonly dateType: DateType;
}

/** The transactions of one status. An unreadable figure is `missing`. */
export interface StatusTotal {
  readonly status: string;
  /** Undefined when unreadable. */
  readonly count?: number;
  readonly requested: Figure;
  readonly received: Figure;
}

/** `empty`: there are no transactions, or the provider does not know the account; its answer is the same in both cases. */
export interface Summary {
  readonly totals: readonly StatusTotal[];
  readonly empty: boolean;
}

/** The questions that a connection may be able to answer. All are reads. They throw only `ProviderError`. */
export interface Capabilities {
  /** Accounts with state, usage and limits. */
  accounts(query: NoQuery, ask: Ask): Promise<AccountList | UnchangedList>;
  /** Accounts with limit, usage and minimum but no state. */
  limits(query: NoQuery, ask: Ask): Promise<AccountList | UnchangedList>;
  summary(query: SummaryQuery, ask: Ask): Promise<Summary>;
  /** The balances of the configured wallet users, each a balance or a fault. */
  balances(query: NoQuery, ask: Ask): Promise<readonly WalletReading[]>;
  wallets(query: WalletsQuery, ask: Ask): Promise<WalletList>;
  wallet(query: WalletQuery, ask: Ask): Promise<Wallet>;
}

export type Capability = keyof Capabilities;

/** The capabilities whose figures are shown by `/balance` and watched by alerts. */
export const watchedQuestions = [
  'accounts',
  'limits',
  'balances',
  'wallets',
] as const satisfies readonly Capability[];

export type Query<C extends Capability> = Parameters<Capabilities[C]>[0];
export type Answer<C extends Capability> = Awaited<ReturnType<Capabilities[C]>>;

export type NoQuery = Readonly<Record<string, never>>;
export interface WalletsQuery {
  /** A search text for the provider. */
  readonly name?: string;
}
export interface WalletQuery {
  readonly id: string;
}

/** One wallet user's balance, or the fault that prevented it. */
export type WalletReading =
  | { readonly kind: 'ok'; readonly wallet: Wallet }
  | { readonly kind: 'fail'; readonly id: string; readonly fault: Fault };

/** The options of a question. */
export interface Ask {
  readonly signal?: AbortSignal | undefined;
  /** The outer deadline of this question; the default of the HTTP client if absent. */
  readonly deadline?: Millis | undefined;
  /** Requests a validator with each list, and an `UnchangedList` for a list that equals the previous one. For polling. */
  readonly marked?: boolean | undefined;
}

/** An answer with the time it was received, or the fault. `stale`: an older answer, because asking again failed. */
export type Reading<T> =
  | { readonly kind: 'ok'; readonly data: T; readonly asOf: Instant }
  | { readonly kind: 'stale'; readonly data: T; readonly asOf: Instant; readonly why: Fault }
  | { readonly kind: 'fail'; readonly fault: Fault };

/** One operator's opened access to one provider. The presence of a function is the capability. */
export interface Connection {
  readonly can: Readonly<Partial<Capabilities>>;
  /** The currency of the figures, if the provider's answers contain none. */
  readonly currency?: Currency;
  /** The time zone that defines the connection's days. */
  readonly timeZone: string;
  /** Capabilities that are missing because of the settings, as hints for the user. */
  readonly lacks: readonly MissingCapability[];
}

/** A capability that is missing because it has no credential. */
export interface MissingCapability {
  readonly capability: Capability;
  /** Names of the missing secrets. */
  readonly secrets: readonly string[];
}

/** A kind of API. `settings` is the schema of the plain settings, `secrets` that of the credentials (of type `Secret`). */
export interface Provider<S extends z.ZodType = z.ZodType, K extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly settings: S;
  readonly secrets: K;
  /** Throws only `SetupError`, if settings and secrets do not fit together. */
  open(settings: z.output<S>, secrets: z.output<K>, ports: ProviderPorts): Connection;
}

/** The ports of a provider: its only access to the network, time and parsers. */
export interface ProviderPorts {
  readonly http: HttpPort;
  readonly json: JsonPort;
  readonly xml: XmlPort;
  readonly clock: Clock;
}

/** HTTP requests to one provider with one credential. */
export interface HttpPort {
  /**
   * Resolves to the response, whatever its status. Throws `ProviderError` only if no complete response arrived by the
   * deadline. All requests are reads, so they may be retried until then.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute, and without credentials. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Maximum size of the response body; default 1 MiB. */
  readonly maxBytes?: number;
  readonly deadline?: Millis | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether a complete response is worth one more try, such as a truncated body. Overload and 5xx are retried anyway. */
  readonly again?: (answer: HttpAnswer) => boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names are in lower case; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Strict JSON. With `digits: 'value'`, values are exact; with `digits: 'text'`, every number preserves its digits
 * (`5000.00`). A number that a double cannot represent becomes a `NumberText`. Throws `ProviderError('malformed')`.
 */
export interface JsonPort {
  parse(body: string, digits?: 'value' | 'text'): unknown;
}

/** Parses an XML element to plain data; text elements are unchanged strings. Throws `ProviderError('malformed')`. */
export interface XmlPort {
  parse(body: string): unknown;
}
