import type { ChatId, OperatorId } from '../access/policy.ts';
import type { Instant, Millis } from '../time/clock.ts';
import type { IncidentRecord, Person, Threshold, ThresholdRecord, UndeliverableReason } from './records.ts';

/** Result of acknowledging or snoozing an incident. */
export type AcknowledgeResult =
  | { readonly kind: 'done'; readonly record: IncidentRecord }
  /** Another user, or the same one, acknowledged it before. */
  | { readonly kind: 'held'; readonly record: IncidentRecord; readonly by: Person }
  | { readonly kind: 'over'; readonly record: IncidentRecord }
  /** These operators have no such incident. */
  | { readonly kind: 'unknown' };

/** Result of a drill in one chat. */
export interface DrillResult {
  readonly chat: ChatId;
  readonly operator: OperatorId;
  readonly outcome: 'arrived' | 'waiting' | UndeliverableReason;
}

/** The subject of a threshold: one account or wallet, or `*` for every account of a connection. */
export type ThresholdPlace = Pick<ThresholdRecord, 'operator' | 'connection' | 'subject'>;

/** Alert service for commands. It finds incidents of the given operators only. */
export interface AlertService {
  /** Firing, acknowledged and snoozed incidents, critical and older ones first. */
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
  /** Sends a test notification to every subscribed chat of these operators, and waits briefly for the results. */
  drill(operators: ReadonlySet<OperatorId>): Promise<readonly DrillResult[]>;
  /** Call after subscriptions changed. */
  refresh(): void;
}
