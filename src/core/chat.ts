import type { z } from 'zod';
import type { Chat, Principal } from './access.ts';
import type { Clock } from './clock.ts';
import type { Command } from './command.ts';
import type { Reader } from './format.ts';
import type { Log } from './log.ts';
import type { Reply } from './reply/types.ts';

/** What came in: one command line by one person in one chat, typed or clicked. */
export interface Line {
  readonly principal: Principal;
  readonly chat: Chat;
  readonly text: string;
  readonly origin: 'typed' | 'button';
  /** Rows on a page where the adapter wants other than the usual; `all` where nothing is cut unless a page is asked for. */
  readonly pageRows?: number | 'all';
}

/** How far a slow answer is. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** The one door. It always answers and never throws. */
export type AnswerPort = (line: Line, onProgress?: (progress: Progress) => void) => Promise<Reply>;

export interface AdapterPorts {
  readonly answer: AnswerPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: Reader;
  /** All commands, for menus. */
  readonly commands: readonly Command[];
}

/** An opened adapter. */
export interface RunningAdapter {
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
  open(settings: z.output<S>, ports: AdapterPorts): RunningAdapter | undefined;
}
