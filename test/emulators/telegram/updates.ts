import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/core/time/clock.ts';
import type { Params } from './params.ts';
import { bad, Refusal } from './refusal.ts';

export type RawUpdate = Readonly<Record<string, unknown>> & { readonly update_id: number };

/** The unconfirmed updates of a bot, delivered by polling or by webhook. */
export interface Updates {
  /** Queues an update if the bot subscribes to its kind. */
  push(kind: string, chat: number, content: unknown): number;
  get(asked: Params<'getUpdates'>, gone: AbortSignal): Promise<readonly RawUpdate[]>;
  setWebhook(asked: Params<'setWebhook'>): void;
  deleteWebhook(drop: boolean): void;
  /** The unconfirmed updates. */
  pending(): readonly RawUpdate[];
  /** The status of the last webhook call. */
  readonly webhookAnswers: number[];
  /** Delivers a confirmed update again, as the server may. */
  redeliver(update: RawUpdate): void;
  close(): void;
}

interface Queued {
  readonly chat: number;
  readonly update: RawUpdate;
  handling: boolean;
}

/** Ports that webhooks may have (Bot API, setWebhook). */
const ports = new Set(['', '443', '80', '88', '8443']);

export function createUpdates(clock: Clock): Updates {
  const queue: Queued[] = [];
  const webhookAnswers: number[] = [];
  const closed = new AbortController();
  let next = 700_000_000;
  let allowed: readonly string[] | undefined;
  let wake = () => {};
  let polling: (() => void) | undefined;
  let webhook: Params<'setWebhook'> | undefined;
  let calls = 0;
  /** Aborts the pauses between retries, so that a new webhook is called at once. */
  let retrying = new AbortController();

  const handOut = () => {
    wake();
    deliver();
  };

  /** Sends each chat's oldest update to the webhook until it answers 2xx, several chats at once. */
  function deliver(): void {
    const to = webhook;
    if (to === undefined || closed.signal.aborted) return;
    const busy = new Set(queue.filter(({ handling }) => handling).map(({ chat }) => chat));
    for (const queued of queue) {
      if (calls >= (to.max_connections ?? 40)) return;
      if (queued.handling || busy.has(queued.chat)) continue;
      busy.add(queued.chat);
      queued.handling = true;
      calls += 1;
      void call(to, queued);
    }
  }

  async function call(to: Params<'setWebhook'>, queued: Queued): Promise<void> {
    let pause = 1000;
    while (!closed.signal.aborted && webhook === to) {
      const status = await post(to, queued.update);
      webhookAnswers.push(status);
      if (status >= 200 && status < 300) {
        queue.splice(queue.indexOf(queued), 1);
        break;
      }
      await clock.sleep(pause, retrying.signal);
      pause = Math.min(pause * 2, 60_000);
    }
    queued.handling = false;
    calls -= 1;
    deliver();
  }

  async function post(
    { url, secret_token: secret }: Params<'setWebhook'>,
    update: RawUpdate,
  ): Promise<number> {
    try {
      const headers = {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
      };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update) });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  return {
    webhookAnswers,
    push(kind, chat, content) {
      next += 1;
      if (allowed !== undefined && allowed.length > 0 && !allowed.includes(kind)) return next;
      queue.push({ chat, update: { update_id: next, [kind]: content }, handling: false });
      handOut();
      return next;
    },
    async get({ offset, limit = 100, timeout = 0, allowed_updates: kinds }, gone) {
      if (webhook !== undefined) {
        throw new Refusal(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      polling?.();
      if (kinds !== undefined) allowed = kinds;
      if (offset !== undefined) {
        while ((queue[0]?.update.update_id ?? offset) < offset) queue.shift();
      }
      let terminated = false;
      const over = new AbortController();
      polling = () => {
        terminated = true;
        over.abort();
      };
      const end = () => over.abort();
      gone.addEventListener('abort', end);
      closed.signal.addEventListener('abort', end);
      const own = polling;
      if (queue.length === 0 && timeout > 0) {
        wake = () => over.abort();
        await clock.sleep(timeout * 1000, over.signal);
      }
      await turn();
      gone.removeEventListener('abort', end);
      closed.signal.removeEventListener('abort', end);
      if (polling === own) polling = undefined;
      if (terminated) {
        throw new Refusal(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        );
      }
      return queue.slice(0, limit).map(({ update }) => update);
    },
    setWebhook(asked) {
      const url = URL.canParse(asked.url) ? new URL(asked.url) : undefined;
      const local = url?.protocol === 'http:' && url.hostname === '127.0.0.1';
      if (url === undefined || (url.protocol !== 'https:' && !local)) {
        throw bad('bad webhook: An HTTPS URL must be provided for webhook');
      }
      if (!local && !ports.has(url.port)) {
        throw bad('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
      }
      if (asked.allowed_updates !== undefined) allowed = asked.allowed_updates;
      polling?.();
      webhook = asked;
      retrying.abort();
      retrying = new AbortController();
      deliver();
    },
    deleteWebhook(drop) {
      webhook = undefined;
      if (drop) queue.length = 0;
    },
    pending: () => queue.map(({ update }) => update),
    redeliver(update) {
      queue.unshift({ chat: 0, update, handling: false });
      handOut();
    },
    close() {
      webhook = undefined;
      closed.abort();
      retrying.abort();
      wake();
    },
  };
}
