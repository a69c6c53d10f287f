import type { ServerResponse } from 'node:http';

/** What goes wrong with a call, once for each of `times`. */
export interface Fault {
  /** Of which method; any when absent. */
  readonly method?: string;
  readonly chat?: number;
  readonly times: number;
  readonly how: /** An answer with this code and description; the call is not done. */
    | {
        readonly kind: 'refuse';
        readonly code: number;
        readonly description: string;
        readonly parameters?: object;
      }
    /** The connection breaks before, or after, the call is done. */
    | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
    /** No answer at all; the call is done when `when` is `after`. */
    | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
    /** Another body than an API's. */
    | {
        readonly kind: 'body';
        readonly status: number;
        readonly body: string;
        readonly when: 'before' | 'after';
      };
}

/** Says of each call what goes wrong with it. */
export type Trouble = (method: string, chat: unknown) => Fault['how'] | undefined;

export interface FaultQueue {
  add(fault: Fault): void;
  /** Asked about every call that no fault was added for. */
  trouble(decide: Trouble | undefined): void;
  /** The fault of this call, used up. */
  take(method: string, chat: unknown): Fault['how'] | undefined;
  clear(): void;
}

export function createFaultQueue(): FaultQueue {
  const faults: { fault: Fault; left: number }[] = [];
  let trouble: Trouble | undefined;
  return {
    trouble(decide) {
      trouble = decide;
    },
    add: (fault) => void faults.push({ fault, left: fault.times }),
    take(method, chat) {
      const found = faults.find(({ fault, left }) => {
        return left > 0 && (fault.method ?? method) === method && (fault.chat ?? chat) === chat;
      });
      if (found === undefined) return trouble?.(method, chat);
      found.left -= 1;
      return found.fault.how;
    },
    clear: () => void faults.splice(0),
  };
}

/** Answers as the fault says; what hangs is left to the caller's patience. */
export function playFault(how: Fault['how'], response: ServerResponse): void {
  switch (how.kind) {
    case 'refuse': {
      const { code, description, parameters } = how;
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: false, error_code: code, description, parameters }));
      break;
    }
    case 'drop':
      response.socket?.destroy();
      break;
    case 'hang':
      break;
    case 'body':
      response.writeHead(how.status, { 'content-type': 'text/html' });
      response.end(how.body);
      break;
  }
}
