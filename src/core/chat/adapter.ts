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
  /** What was refused before it came to the door. Durable before it resolves. */
  readonly audit: (entry: AuditEntry) => Promise<unknown>;
  /** Gives everything that is known of a chat to the id that it has now, in one durable change. */
  readonly moveChat: (from: ChatId, to: ChatId) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: Reader;
  /** All commands, for menus. */
  readonly commands: readonly Command[];
}

/** Whether an adapter does its work, or the one line that says why not. */
export type Health = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** An opened adapter. */
export interface RunningAdapter {
  /** Absent where there is nothing to be ready for. */
  health?(): Health;
  /** Absent where nobody can be told anything unasked. */
  readonly courier?: Courier;
  /** The address that opens a private chat with us and sends this code there; undefined while it is not known. */
  inviteLink?(code: string): string | undefined;
  /** Resolves when it takes lines; rejects with `SetupError` when its settings cannot work. */
  start(): Promise<void>;
  /** Resolves when it takes no more and everything taken is answered. */
  stop(): Promise<void>;
  /** Resolves when the adapter has come to its own end, as the console does at end of input. */
  readonly ended: Promise<void>;
}

/** A chat platform. `open` gives undefined when the settings do not ask for it. */
export interface Adapter<S extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly settings: S;
  open(
    settings: z.output<S>,
    ports: AdapterPorts,
  ): RunningAdapter | undefined | Promise<RunningAdapter | undefined>;
}
