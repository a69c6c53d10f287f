import { type Answer, answerOf, type Incoming } from './http.ts';

/** A stub of both chat platforms with the methods that a bot needs. A message resolves the promise that waits for its chat. */
export interface PlatformStub {
  handle(request: Incoming): Answer;
  /** Resolves to the next message in this chat. */
  message(chat: string): Promise<string>;
  /** Every message in the order of arrival, for scenarios that do not await each one. */
  readonly seen: { readonly chat: string; readonly body: string }[];
  /** Adds updates that `getUpdates` returns, oldest first, until a later offset confirms them. */
  queue(updates: readonly QueuedUpdate[]): void;
  /** Number of calls of each method that sends no message. */
  readonly others: Readonly<Record<string, number>>;
}

export interface QueuedUpdate {
  readonly id: number;
  readonly json: string;
}

const me = { id: 7_100_000_001, is_bot: true, first_name: 'Bench', username: 'WalletwatchBot' };
const sent = answerOf(
  JSON.stringify({
    ok: true,
    result: {
      message_id: 1,
      date: 1_700_000_000,
      chat: { id: 1, type: 'private', first_name: 'A' },
      text: 'x',
    },
  }),
);
const done = answerOf('{"ok":true,"result":true}');
const meAnswer = answerOf(JSON.stringify({ ok: true, result: me }));
const posted = answerOf(
  '{"ok":true,"channel":"D1","ts":"1700000000.000100","message":{"text":"x","type":"message"}}',
);
const identity = answerOf(
  '{"ok":true,"url":"https://bench.slack.com/","team":"Bench","user":"bot","team_id":"T012AB3CD","user_id":"U0BENCHBOT","bot_id":"B0BENCHBOT"}',
);
const person = answerOf(
  '{"ok":true,"user":{"id":"U1","name":"a","real_name":"A","profile":{"display_name":"a","real_name":"A"}}}',
);
const responded = answerOf('ok', 'text/plain');

/** Creates the stub. `keep`: messages are also stored in `seen`. */
export function createPlatformStub({ keep = false } = {}): PlatformStub {
  const waiting = new Map<string, (body: string) => void>();
  const seen: { readonly chat: string; readonly body: string }[] = [];
  const others: Record<string, number> = {};
  let queued: readonly QueuedUpdate[] = [];
  let polled: (() => void) | undefined;

  /** Answers a long poll when updates arrive or when the next poll replaces it. */
  function poll(body: string): Promise<Buffer> | Buffer {
    const { offset = 0, limit = 100 } = JSON.parse(body || '{}') as { offset?: number; limit?: number };
    queued = queued.filter(({ id }) => id >= offset);
    const answer = () => {
      const updates = queued.slice(0, limit).map(({ json }) => json);
      return answerOf(`{"ok":true,"result":[${updates.join(',')}]}`);
    };
    polled?.();
    polled = undefined;
    if (queued.length > 0) return answer();
    return new Promise((resolve) => {
      polled = () => resolve(answer());
    });
  }

  function take(chat: string, body: string): void {
    if (keep) seen.push({ chat, body });
    const settle = waiting.get(chat);
    waiting.delete(chat);
    settle?.(body);
  }

  return {
    seen,
    others,
    handle({ head, body }) {
      const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
      if (path.startsWith('/respond/')) {
        take(path.slice('/respond/'.length), body);
        return responded;
      }
      const method = path.slice(path.lastIndexOf('/') + 1).split('?', 1)[0] ?? '';
      switch (method) {
        case 'sendMessage':
          take(/"chat_id":"?(-?\d+)/.exec(body)?.[1] ?? '', body);
          return sent;
        case 'chat.postMessage': {
          const text = body.startsWith('{')
            ? body
            : JSON.stringify(Object.fromEntries(new URLSearchParams(body)));
          take(/"channel":"(\w+)"/.exec(text)?.[1] ?? '', text);
          return posted;
        }
        case 'getUpdates':
          return poll(body);
      }
      others[method] = (others[method] ?? 0) + 1;
      if (method === 'getMe') return meAnswer;
      if (method === 'auth.test') return identity;
      if (method === 'users.info') return person;
      return done;
    },
    message(chat) {
      return new Promise((resolve) => {
        waiting.set(chat, resolve);
      });
    },
    queue(updates) {
      queued = [...queued, ...updates];
      polled?.();
      polled = undefined;
    },
  };
}
