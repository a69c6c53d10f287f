import type { ChatId, OperatorId } from '../access/policy.ts';
import type { Instant, Millis } from '../time/clock.ts';
import type { IncidentRecord, Person, Threshold, ThresholdRecord, UndeliverableReason } from './records.ts';

/** Somebody's wish about one incident, and what came of it. */
export type AcknowledgeResult =
  | { readonly kind: 'done'; readonly record: IncidentRecord }
  /** Somebody else was first. */
  | { readonly kind: 'held'; readonly record: IncidentRecord; readonly by: Person }
  | { readonly kind: 'over'; readonly record: IncidentRecord }
  /** No such incident, or none of these operators. */
  | { readonly kind: 'unknown' };

/** What became of a drill in one chat. */
export interface DrillResult {
  readonly chat: ChatId;
  readonly operator: OperatorId;
  readonly outcome: 'arrived' | 'waiting' | UndeliverableReason;
}

/** Where a threshold holds: one account or wallet, or `*` for every account of a connection. */
export type ThresholdPlace = Pick<ThresholdRecord, 'operator' | 'connection' | 'subject'>;

/** The alerts as commands use them. Only what these operators own is found. */
export interface AlertService {
  /** What fires, is held or snoozed, the worst and oldest first. */
  open(operators: Iterable<OperatorId>): Promise<readonly IncidentRecord[]>;
  acknowledge(id: string, by: Person, operators: ReadonlySet<OperatorId>): Promise<AcknowledgeResult>;
  snooze(
    id: string,
    by: Person,
    length: Millis,
    operators: ReadonlySet<OperatorId>,
  ): Promise<AcknowledgeResult>;
  thresholds(operators: Iterable<OperatorId>): Promise<readonly ThresholdRecord[]>;
  setThreshold(place: ThresholdPlace, threshold: Threshold, by: Person, at: Instant): Promise<void>;
  /** Sends a drill to every chat that is told of these operators, the way alerts go, and waits a little for it. */
  drill(operators: ReadonlySet<OperatorId>): Promise<readonly DrillResult[]>;
  /** Subscriptions changed: the monitor looks anew. */
  refresh(): void;
}
