import type { Chat, Principal } from '../access/policy.ts';
import type { Reply } from '../reply/types.ts';

/** What came in: one command line by one person in one chat, typed or clicked. */
export interface Line {
  readonly principal: Principal;
  readonly chat: Chat;
  readonly text: string;
  /** What the platform calls the person. Only ever shown. */
  readonly name?: string;
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
