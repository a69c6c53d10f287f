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

/** The access of a user in a chat, from the store and the settings. */
export type AccessFacts = Pick<AccessQuestion, 'grants' | 'bindings' | 'isAdmin'>;

/** The ports of the request pipeline. */
export interface AnswerPorts {
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: Reader;
  /** Read twice for each command that runs: before it, and when its reply is ready. */
  readonly access: { question(principal: Principal, chat: Chat): Promise<AccessFacts> };
  /** Opens the connections of these operators. */
  readonly directory: { open(operators: readonly OperatorId[]): Promise<readonly OpenConnection[]> };
  readonly readings: Readings;
  readonly registry: Registry;
  /** Absent if alerts are off. */
  readonly alerts?: AlertService;
  /** The audit, newest first. */
  readonly records: Pick<Store['audit'], 'read'>;
  /** Durable before it resolves: no command runs before its audit entry is on disk. */
  readonly audit: (entry: AuditEntry) => Promise<unknown>;
  /** Rate limits of lines; the defaults of the guard if absent. */
  readonly rates?: GuardLimits;
  /** Time after which the signal of a command aborts. Default 25 s. */
  readonly deadline?: Millis;
  /** Returns a new short id, which both the reply and the log contain. */
  readonly newIncident?: () => string;
}
