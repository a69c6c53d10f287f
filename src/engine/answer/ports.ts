import type { AccessQuestion, Chat, OperatorId, Principal } from '../../core/access/policy.ts';
import type { Registry } from '../../core/access/registry.ts';
import type { AlertService } from '../../core/alerts/service.ts';
import type { Command } from '../../core/command/command.ts';
import type { Reader } from '../../core/format/format.ts';
import type { Log } from '../../core/log.ts';
import type { AuditEntry, Store } from '../../core/store.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import type { OpenConnection, Readings } from '../readings/readings.ts';
import type { GuardLimits } from './guard.ts';

/** What the store and the settings know of an asker in a chat. */
export type AccessFacts = Pick<AccessQuestion, 'grants' | 'bindings' | 'isAdmin'>;

/** What the one door needs to answer. */
export interface AnswerPorts {
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: Reader;
  /** Asked twice for each command that runs: before it, and when its reply is ready. */
  readonly access: { question(principal: Principal, chat: Chat): Promise<AccessFacts> };
  /** Opens the connections of these operators. */
  readonly directory: { open(operators: readonly OperatorId[]): Promise<readonly OpenConnection[]> };
  readonly readings: Readings;
  readonly registry: Registry;
  /** Absent where nothing is watched. */
  readonly alerts?: AlertService;
  /** What was audited, newest first. */
  readonly records: Pick<Store['audit'], 'read'>;
  /** Durable before it resolves: nothing runs before its record is safe. */
  readonly audit: (entry: AuditEntry) => Promise<unknown>;
  /** How fast lines may come; the usual rates when absent. */
  readonly rates?: GuardLimits;
  /** How long a command may take before it is told to stop. Default 25 s. */
  readonly deadline?: Millis;
  /** A new short id, which stands in the reply and in the log. */
  readonly newIncident?: () => string;
}
