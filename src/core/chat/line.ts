import type { Chat, Principal } from '../access/policy.ts';
import type { Reply } from '../reply/types.ts';

/** A command line of one user in one chat, typed or sent by a button. */
export interface Line {
  readonly principal: Principal;
  readonly chat: Chat;
  readonly text: string;
  /** The user's display name on the platform. */
  readonly name?: string;
  readonly origin: 'typed' | 'button';
  /** Rows of a page, if the adapter overrides the default; `all`: one page, unless the line names a page. */
  readonly pageRows?: number | 'all';
}

/** Progress of a slow answer. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** Answers a command line. It never rejects. */
export type AnswerPort = (line: Line, onProgress?: (progress: Progress) => void) => Promise<Reply>;
