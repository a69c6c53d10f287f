import type { z } from 'zod';
import type { ChatId } from '../access/policy.ts';
import type { Command } from '../command/command.ts';
import type { Reader } from '../format/format.ts';
import type { Log } from '../log.ts';
import type { AuditEntry } from '../store.ts';
import type { Clock } from '../time/clock.ts';
import type { Courier } from './courier.ts';
import type { EgressPort } from './egress.ts';
import type { Inbox } from './inbox.ts';
import type { AnswerPort } from './line.ts';
import type { RoutesPort } from './routes.ts';
import type { Tickets } from './tickets.ts';

export interface AdapterPorts {
  readonly answer: AnswerPort;
  readonly inbox: Inbox;
  readonly tickets: Tickets;
  readonly routes: RoutesPort;
  readonly egress: EgressPort;
  /** Records a refusal by the adapter itself. Durable when it resolves. */
  readonly audit: (entry: AuditEntry) => Promise<unknown>;
  /** Moves all stored data of a chat to its new id, in one durable change. */
  readonly moveChat: (from: ChatId, to: ChatId) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: Reader;
  /** All commands, for menus. */
  readonly commands: readonly Command[];
}

/** Whether an adapter is ready, or one line with the reason why not. */
export type Health = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** An opened adapter. */
export interface RunningAdapter {
  /** Absent if the adapter is always ready. */
  health?(): Health;
  /** Absent if the platform has no unsolicited messages. */
  readonly courier?: Courier;
  /** Returns the address that opens a private chat with the bot and sends a code there; undefined before the bot's name is known. */
  inviteLink?(code: string): string | undefined;
  /** Resolves when it receives lines; rejects with `SetupError` if its settings cannot work. */
  start(): Promise<void>;
  /** Resolves when it receives no more lines and all received lines are answered. */
  stop(): Promise<void>;
  /** Resolves when the adapter has ended by itself, as the console does at end of input. */
  readonly ended: Promise<void>;
}

/** A chat platform. `open` returns undefined if the settings do not enable it. */
export interface Adapter<S extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly settings: S;
  open(
    settings: z.output<S>,
    ports: AdapterPorts,
  ): RunningAdapter | undefined | Promise<RunningAdapter | undefined>;
}
