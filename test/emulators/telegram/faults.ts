import type { ServerResponse } from 'node:http';

/** A fault of the server, for the next `times` calls. */
export interface Fault {
  /** The method; absent for any. */
  readonly method?: string;
  readonly chat?: number;
  readonly times: number;
  readonly how: /** An error with this code and description; the call has no effect. */
    | {
        readonly kind: 'refuse';
        readonly code: number;
        readonly description: string;
        readonly parameters?: object;
      }
    /** The connection breaks before or after the call takes effect. */
    | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
    /** No answer; the call takes effect if `when` is `after`. */
    | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
    /** A body that is not from the API. */
    | {
        readonly kind: 'body';
        readonly status: number;
        readonly body: string;
        readonly when: 'before' | 'after';
      };
}

/** Chooses the fault of each call. */
export type Trouble = (method: string, chat: unknown) => Fault['how'] | undefined;

export interface FaultQueue {
  add(fault: Fault): void;
  /** Called for every call without an added fault. */
  trouble(decide: Trouble | undefined): void;
  /** Returns the fault of this call and counts it as used. */
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

/** Answers with the fault. A call that hangs is ended by the client's timeout. */
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
