import { type Answer, answerOf, type Incoming } from './http.ts';

/** Both chat platforms, as far as a bot needs them to serve. Messages are handed to who waits in their chat. */
export interface PlatformStub {
  handle(request: Incoming): Answer;
  /** The next message in this chat. */
  message(chat: string): Promise<string>;
  /** Every message, in the order in which they came; for who does not wait for each. */
  readonly seen: { readonly chat: string; readonly body: string }[];
  /** From now on `getUpdates` gives these, oldest first, until they are confirmed by a later offset. */
  queue(updates: readonly QueuedUpdate[]): void;
  /** Calls of methods that are not messages. */
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

/** `keep`: messages are also put into `seen`. */
export function createPlatformStub({ keep = false } = {}): PlatformStub {
  const waiting = new Map<string, (body: string) => void>();
  const seen: { readonly chat: string; readonly body: string }[] = [];
  const others: Record<string, number> = {};
  let queued: readonly QueuedUpdate[] = [];
  let polled: (() => void) | undefined;

  /** Long polling: answered when there is something, or when the next poll takes its place. */
  function poll(body: string): Promise<Buffer> | Buffer {
    const { offset = 0, limit = 100 } = JSON.parse(body || '{}') as { offset?: number; limit?: number };
    queued = queued.filter(({ id }) => id >= offset);
    const given = () => {
      const updates = queued.slice(0, limit).map(({ json }) => json);
      return answerOf(`{"ok":true,"result":[${updates.join(',')}]}`);
    };
    polled?.();
    polled = undefined;
    if (queued.length > 0) return given();
    return new Promise((resolve) => {
      polled = () => resolve(given());
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
