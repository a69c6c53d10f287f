import type { OperatorId } from '../access/policy.ts';
import type { Reason } from '../errors/errors.ts';
import type { Room } from '../figures/headroom.ts';
import type { Called } from '../figures/identifiers.ts';
import type { Account, Wallet } from '../provider/provider.ts';
import type { Instant, Millis } from '../time/clock.ts';
import type { Verdict } from './incident.ts';
import type { Facts, Memory, Threshold } from './records.ts';
import type { Patience } from './timing.ts';

/** Checks one round of fresh readings of a connection. */
export interface Rule {
  /** Part of the keys of its incidents: it never changes. */
  readonly id: string;
  /** What stands over its alerts: `Low limit`. */
  readonly title: string;
  readonly patience: Patience;
  /**
   * What is known of each subject; one that is left out is `unknown`. Of who is not in `standing` nothing but a breach
   * makes a difference, so nothing else need be said. Pure.
   */
  judge(round: Round, standing: Standing): readonly Judged[];
}

/** The subjects that a rule has an incident of, begun, open or over. */
export type Standing = Pick<ReadonlySet<string>, 'has' | 'size'>;

/** One subject of a rule after a round. */
export interface Judged {
  readonly subject: string;
  readonly called: Called;
  readonly verdict: Verdict;
  readonly facts: Facts;
}

/** An account or wallet in a fresh answer. */
interface Seen<T> {
  readonly subject: string;
  readonly thing: T;
  readonly asOf: Instant;
}

export interface SeenAccount extends Seen<Account> {
  readonly room: Room;
}

export interface SeenWallet extends Seen<Wallet> {
  /** One of the configured wallet users, or one of a list. */
  readonly isUser: boolean;
}

/** What one round of questions to a connection brought that was not known before. */
export interface Round {
  readonly operator: OperatorId;
  readonly connection: string;
  readonly now: Instant;
  readonly accounts: readonly SeenAccount[];
  readonly wallets: readonly SeenWallet[];
  /** Questions whose fresh answer is whole: what it does not list is not there. */
  readonly whole: ReadonlySet<string>;
  /** Whether what is listed, and how active, is what was listed before. */
  readonly unchanged: boolean;
  /** What was listed before this round. */
  before(): Memory;
  /** What is not answered now. `since`: the last answer, or the first question. */
  readonly silences: readonly Silence[];
  /** Whether every question was answered at its last asking. */
  readonly sighted: boolean;
  /** How long a silence lasts before it is blindness. */
  readonly blindAfter: Millis;
  /** What was set for a subject, for its connection, or nothing. */
  threshold(subject: string): Threshold | undefined;
}

export interface Silence {
  /** In words: `account list`, a wallet, an account. */
  readonly what: string;
  readonly since: Instant;
  readonly reason?: Reason;
}

/** The subject of what is about a connection as a whole. */
export const sourceSubject = 'source';
