import type { OperatorId } from '../access/policy.ts';
import type { Reason } from '../errors/errors.ts';
import type { Remaining } from '../figures/headroom.ts';
import type { NameParts } from '../figures/identifiers.ts';
import type { Account, Wallet } from '../provider/provider.ts';
import type { Instant, Millis } from '../time/clock.ts';
import type { SubjectState } from './incident.ts';
import type { Facts, KnownSubjects, Threshold } from './records.ts';
import type { FiringPolicy } from './timing.ts';

/** Checks one round of fresh readings of a connection. */
export interface Rule {
  /** Part of the keys of its incidents: it never changes. */
  readonly id: string;
  /** What stands over its alerts: `Low limit`. */
  readonly title: string;
  readonly firing: FiringPolicy;
  /**
   * What is known of each subject; one that is left out is `unknown`. Of who is not in `standing` nothing but a breach
   * makes a difference, so nothing else need be said. Pure.
   */
  evaluate(round: RuleInput, standing: OpenSubjects): readonly RuleResult[];
}

/** The subjects that a rule has an incident of, begun, open or over. */
export type OpenSubjects = Pick<ReadonlySet<string>, 'has' | 'size'>;

/** One subject of a rule after a round. */
export interface RuleResult {
  readonly subject: string;
  readonly called: NameParts;
  readonly verdict: SubjectState;
  readonly facts: Facts;
}

/** An account or wallet in a fresh answer. */
interface Seen<T> {
  readonly subject: string;
  readonly thing: T;
  readonly asOf: Instant;
}

export interface SeenAccount extends Seen<Account> {
  readonly remaining: Remaining;
}

export interface SeenWallet extends Seen<Wallet> {
  /** One of the configured wallet users, or one of a list. */
  readonly isUser: boolean;
}

/** What one round of questions to a connection brought that was not known before. */
export interface RuleInput {
  readonly operator: OperatorId;
  readonly connection: string;
  readonly now: Instant;
  readonly accounts: readonly SeenAccount[];
  readonly wallets: readonly SeenWallet[];
  /** Questions whose fresh answer is whole: what it does not list is not there. */
  readonly completeLists: ReadonlySet<string>;
  /** Whether what is listed, and how active, is what was listed before. */
  readonly unchanged: boolean;
  /** What was listed before this round. */
  before(): KnownSubjects;
  /** What is not answered now. `since`: the last answer, or the first question. */
  readonly gaps: readonly DataGap[];
  /** Whether every question was answered at its last asking. */
  readonly allAnswered: boolean;
  /** How long a silence lasts before it is blindness. */
  readonly noDataAfter: Millis;
  /** What was set for a subject, for its connection, or nothing. */
  threshold(subject: string): Threshold | undefined;
}

export interface DataGap {
  /** In words: `account list`, a wallet, an account. */
  readonly what: string;
  readonly since: Instant;
  readonly reason?: Reason;
}

/** The subject of what is about a connection as a whole. */
export const sourceSubject = 'source';
