import type { OperatorId } from '../access/policy.ts';
import type { Reason } from '../errors/errors.ts';
import type { Remaining } from '../figures/headroom.ts';
import type { NameParts } from '../figures/identifiers.ts';
import type { Account, Wallet } from '../provider/provider.ts';
import type { Instant, Millis } from '../time/clock.ts';
import type { SubjectState } from './incident.ts';
import type { Facts, KnownSubjects, Threshold } from './records.ts';
import type { FiringPolicy } from './timing.ts';

/** An alert rule: evaluates the fresh readings of one poll of a connection. */
export interface Rule {
  /** Part of stored incident keys: never changes. */
  readonly id: string;
  /** Title of its alerts: `Low limit`. */
  readonly title: string;
  readonly firing: FiringPolicy;
  /**
   * Returns a result per subject; a subject without one is `unknown`. For subjects without an incident only breaches
   * need to be returned. Pure.
   */
  evaluate(input: RuleInput, existing: OpenSubjects): readonly RuleResult[];
}

/** The subjects with an incident of the rule, in any state. */
export type OpenSubjects = Pick<ReadonlySet<string>, 'has' | 'size'>;

/** The result of a rule for one subject. */
export interface RuleResult {
  readonly subject: string;
  readonly called: NameParts;
  readonly verdict: SubjectState;
  readonly facts: Facts;
}

/** An account or wallet in a fresh response. */
interface Seen<T> {
  readonly subject: string;
  readonly thing: T;
  readonly asOf: Instant;
}

export interface SeenAccount extends Seen<Account> {
  readonly remaining: Remaining;
}

export interface SeenWallet extends Seen<Wallet> {
  /** A configured wallet user, not a wallet of a list. */
  readonly isUser: boolean;
}

/** The new readings of one poll of a connection, with the state before it. */
export interface RuleInput {
  readonly operator: OperatorId;
  readonly connection: string;
  readonly now: Instant;
  readonly accounts: readonly SeenAccount[];
  readonly wallets: readonly SeenWallet[];
  /** Questions with a fresh and complete answer: subjects that it does not list do not exist. */
  readonly completeLists: ReadonlySet<string>;
  /** Whether the subjects and their activity are those of the previous poll. */
  readonly unchanged: boolean;
  /** The subjects known before this poll. */
  before(): KnownSubjects;
  /** Missing data. `since`: the last answer, or the first question. */
  readonly gaps: readonly DataGap[];
  readonly allAnswered: boolean;
  /** Time without data after which an alert fires. */
  readonly noDataAfter: Millis;
  /** The threshold set for a subject, or else for its connection. */
  threshold(subject: string): Threshold | undefined;
}

export interface DataGap {
  /** In words: `account list`, `a wallet`, `an account`. */
  readonly what: string;
  readonly since: Instant;
  readonly reason?: Reason;
}

/** The subject of incidents about a whole connection. */
export const sourceSubject = 'source';
