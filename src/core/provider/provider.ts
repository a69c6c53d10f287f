import type { z } from 'zod';
import type { Fault } from '../errors/errors.ts';
import type { Currency, Money } from '../money/money.ts';
import type { Clock, Instant, Millis } from '../time/clock.ts';
import type { Day } from '../time/day.ts';

/** The kinds of amount. A limit can never stand under the word balance. */
export const figureKinds = ['balance', 'available', 'limit', 'used', 'rolling', 'minimum'] as const;
export type FigureKind = (typeof figureKinds)[number];

/**
 * One amount as the provider gave it, or as we computed it from others. `missing` was expected and is unknown:
 * absent, null or unreadable. It is never zero.
 */
export type Figure =
  | { readonly kind: 'given'; readonly money: Money }
  | { readonly kind: 'computed'; readonly money: Money; readonly how: Derivation }
  | { readonly kind: 'missing'; readonly why: 'absent' | 'unreadable' };

/** How a figure of ours came about; the sentence for each is in `core/text/`. */
export type Derivation = 'limit-minus-used' | 'limit-minus-used-minus-rolling';

/** What is odd about an account; each is named to the reader. `text` and `money` are the provider's. */
export type AccountNote =
  | { readonly kind: 'status-differs'; readonly text: string }
  | { readonly kind: 'available-differs'; readonly expected: Money }
  | { readonly kind: 'over-limit' }
  | { readonly kind: 'in-both-groups' };

/** `not-given`: the provider's list does not say. */
export type AccountState = 'active' | 'inactive' | 'not-given';

/** A collection account. Texts are the provider's, never markup; undefined is what it does not say. */
export interface Account {
  /** Stable within its connection and made of the provider's own ids, never of a display name alone. */
  readonly key: string;
  readonly name: string;
  readonly state: AccountState;
  /** False where the provider says `Not Enabled`. */
  readonly usageTracked?: boolean | undefined;
  readonly upi?: string | undefined;
  /** Account number: text with its leading zeros. */
  readonly number?: string | undefined;
  readonly phone?: string | undefined;
  readonly bank?: string | undefined;
  /** Kind of account where the provider groups by it: `upi`, `imps_upi`, `bKash`. */
  readonly group?: string | undefined;
  readonly figures: Readonly<Partial<Record<FigureKind, Figure>>>;
  readonly notes: readonly AccountNote[];
}

/** What is odd about a list as a whole. */
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
  /** Present where it was asked for, and answers can be told apart without reading them. */
  readonly validator?: ListValidator;
}

/** A list that is the same as one before it: its accounts are read when somebody wants them. */
export interface UnchangedList extends Pick<AccountList, 'notes'> {
  readonly validator: ListValidator;
  readonly read: () => readonly Account[];
}

/** What tells that two lists are the same. */
export interface ListValidator {
  /** Equal for lists of one open connection that are equal in everything, and for no others. */
  readonly fingerprint: string;
  /** How many accounts there are. */
  readonly rows: number;
}

/** A stored-value balance. */
export interface Wallet {
  readonly id: string;
  readonly name?: string;
  /** `PREPAID`, `POSTPAID` or whatever else the provider says. */
  readonly type?: string;
  readonly balance: Figure;
  readonly currency: Currency;
}

/** `total` is what the provider says there are. Incomplete when the list was bounded or disagrees with it. */
export interface WalletList {
  readonly wallets: readonly Wallet[];
  readonly complete: boolean;
  readonly total?: number;
  /** Rows that could not be read. */
  readonly unreadable: number;
}

export const dateTypes = ['action_date', 'c_date'] as const;
export type DateType = (typeof dateTypes)[number];

export interface SummaryQuery {
  readonly account: string;
  readonly day: Day;
  readonly dateType: DateType;
}

/** Transactions of one status. A figure that could not be read is `missing`. */
export interface StatusTotal {
  readonly status: string;
  /** Undefined when unreadable. */
  readonly count?: number;
  readonly requested: Figure;
  readonly received: Figure;
}

/** `empty` when the provider says that there is nothing: no transactions, or no such account. It says the same of both. */
export interface Summary {
  readonly totals: readonly StatusTotal[];
  readonly empty: boolean;
}

/** Every question a connection may be able to answer. All are reads. They throw `WatchError` and nothing else. */
export interface Capabilities {
  /** Accounts with state, usage and limits. */
  accounts(query: NoQuery, ask: Ask): Promise<AccountList | UnchangedList>;
  /** Accounts with limit, usage and minimum but no state. */
  limits(query: NoQuery, ask: Ask): Promise<AccountList | UnchangedList>;
  summary(query: SummaryQuery, ask: Ask): Promise<Summary>;
  /** Balances of the configured wallet users; one that failed is a fault in its place. */
  balances(query: NoQuery, ask: Ask): Promise<readonly WalletReading[]>;
  wallets(query: WalletsQuery, ask: Ask): Promise<WalletList>;
  wallet(query: WalletQuery, ask: Ask): Promise<Wallet>;
}

export type Capability = keyof Capabilities;
export type Query<C extends Capability> = Parameters<Capabilities[C]>[0];
export type Answer<C extends Capability> = Awaited<ReturnType<Capabilities[C]>>;

export type NoQuery = Readonly<Record<string, never>>;
export interface WalletsQuery {
  /** Passed on to the provider. */
  readonly name?: string;
}
export interface WalletQuery {
  readonly id: string;
}

/** One wallet user's balance, or why there is none. */
export type WalletReading =
  | { readonly kind: 'ok'; readonly wallet: Wallet }
  | { readonly kind: 'fail'; readonly id: string; readonly fault: Fault };

/** What goes with a question: when it is given up, and how its answer is wanted. */
export interface Ask {
  readonly signal?: AbortSignal | undefined;
  /** Outer deadline of this question; the client's own when absent. */
  readonly deadline?: Millis | undefined;
  /** For who asks again and again: lists carry a mark, where they can, and one that is as before comes unread. */
  readonly marked?: boolean | undefined;
}

/** What a provider said, with the moment it said it. `stale`: an older answer, because asking again failed. */
export type Reading<T> =
  | { readonly kind: 'ok'; readonly data: T; readonly asOf: Instant }
  | { readonly kind: 'stale'; readonly data: T; readonly asOf: Instant; readonly why: Fault }
  | { readonly kind: 'fail'; readonly fault: Fault };

/** One operator's opened access to one provider. The presence of a function is the capability. */
export interface Connection {
  readonly can: Readonly<Partial<Capabilities>>;
  /** Currency of the figures, where the provider's answers carry none. */
  readonly currency?: Currency;
  /** The day of the connection turns in this zone. */
  readonly timeZone: string;
  /** What may be said about the settings as a hint, for instance which capability lacks its credential. */
  readonly lacks: readonly MissingCapability[];
}

/** A capability that is not there because a credential was not given. */
export interface MissingCapability {
  readonly capability: Capability;
  /** Names of the missing secrets. */
  readonly secrets: readonly string[];
}

/** A kind of API. `settings` checks the plain settings, `secrets` the credentials (values arrive as `Secret`). */
export interface Provider<S extends z.ZodType = z.ZodType, K extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly settings: S;
  readonly secrets: K;
  /** Throws `SetupError`, and nothing else, when settings and secrets do not fit together. */
  open(settings: z.output<S>, secrets: z.output<K>, ports: ProviderPorts): Connection;
}

/** A provider has no other way to the network, the time or a parser. */
export interface ProviderPorts {
  readonly http: HttpPort;
  readonly json: JsonPort;
  readonly xml: XmlPort;
  readonly clock: Clock;
}

/** The way out to one provider with one credential. */
export interface HttpPort {
  /**
   * The answer, whatever its status. Throws `WatchError` only when no whole answer came within the deadline.
   * All questions are reads, so all may be repeated within the deadline.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute, and without any credential in it. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Cap of the answer's body; 1 MiB unless told. */
  readonly maxBytes?: number;
  readonly deadline?: Millis | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether a whole answer is worth one more try, such as a body that was cut short. Overloads and 5xx are known. */
  readonly again?: (answer: HttpAnswer) => boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Strict JSON. `digits: 'value'` promises exact values; `digits: 'text'` keeps every number's own digits
 * (`5000.00` stays so). Numbers that JavaScript cannot carry come as `NumberText`. Throws `WatchError('malformed')`.
 */
export interface JsonPort {
  parse(body: string, digits?: 'value' | 'text'): unknown;
}

/** An XML element as plain data: text elements are strings, untouched. Throws `WatchError('malformed')`. */
export interface XmlPort {
  parse(body: string): unknown;
}
