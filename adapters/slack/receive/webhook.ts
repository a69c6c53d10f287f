import { timingSafeEqual } from 'node:crypto';
import type { Route, RouteAnswer, RouteHeaders } from '../../../src/core/chat/routes.ts';
import type { Log } from '../../../src/core/log.ts';
import { parseJsonObject } from '../../../src/core/net/json-object.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { requestBytes, slackTimes } from '../limits.ts';
import { sentence } from '../render/render.ts';
import { eventsPath } from '../settings.ts';
import { slackText } from '../text.ts';
import type { EventReceiver } from './intake.ts';
import { createReplayGuard } from './replay-guard.ts';

export interface WebhookPorts {
  /** Computes Slack's signature of a request. */
  readonly sign: (timestamp: string, body: Uint8Array) => Buffer;
  /** Undefined until the adapter has begun. */
  readonly receiver: () => EventReceiver | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

const refused: RouteAnswer = { status: 401, body: 'Invalid signature.' };
const accepted: RouteAnswer = { status: 200 };
const json = 'application/json; charset=utf-8';

/**
 * The route for Slack's calls. A body is parsed only after its signature is verified, `ssl_check` included. A request that is
 * too old, from the future or replayed is refused like an unsigned one.
 */
export function createWebhookRoute({ sign, receiver, clock, log }: WebhookPorts): Route {
  const replays = createReplayGuard(clock);

  function isSigned(headers: RouteHeaders, body: Uint8Array): boolean {
    const timestamp = headers['x-slack-request-timestamp'] ?? '';
    const [, hex = ''] = /^v0=([0-9a-f]{64})$/.exec(headers['x-slack-signature'] ?? '') ?? [];
    if (hex === '' || !isRecent(timestamp, clock)) return false;
    return timingSafeEqual(Buffer.from(hex, 'hex'), sign(timestamp, body)) && replays.isNew(hex);
  }

  return {
    method: 'POST',
    path: eventsPath,
    maxBytes: requestBytes,
    admit(headers) {
      const timestamp = headers['x-slack-request-timestamp'];
      const signature = headers['x-slack-signature'];
      return signature !== undefined && isRecent(timestamp ?? '', clock) ? undefined : refused;
    },
    async handle({ headers, body }) {
      if (!isSigned(headers, body)) {
        log.warn('slack-request-refused');
        return refused;
      }
      const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
      const payload = readBody(text, headers['content-type'] ?? '');
      if (payload === undefined) return { status: 400, body: 'Invalid request body.' };
      const challenge = challengeOf(payload);
      if (challenge !== undefined) return { status: 200, body: challenge };
      const ready = receiver();
      return ready === undefined ? { status: 503, body: 'Not ready yet.' } : answer(ready, payload);
    },
  };

  /** Resolves to the acknowledgement; if it is late, to a notice for the sender of a command, or to an error. */
  function answer(ready: EventReceiver, payload: Readonly<Record<string, unknown>>): Promise<RouteAnswer> {
    return new Promise((resolve) => {
      const cancel = clock.after(slackTimes.late, () => {
        resolve('command' in payload ? late : { status: 503, body: 'Timed out.' });
      });
      const settle = (routeAnswer: RouteAnswer) => {
        cancel();
        resolve(routeAnswer);
      };
      const ack = async (response?: unknown) => settle(answerOf(response));
      ready.accept(payload, ack).catch(() => settle({ status: 500, body: 'Not stored.' }));
    });
  }
}

const late = answerOf({ response_type: 'ephemeral', ...sentence(slackText.late) });

function answerOf(response: unknown): RouteAnswer {
  if (response === undefined || response === '') return accepted;
  return { status: 200, contentType: json, body: JSON.stringify(response) };
}

function isRecent(timestamp: string, clock: Clock): boolean {
  return (
    /^\d{1,12}$/.test(timestamp) && Math.abs(clock.now() - Number(timestamp) * 1000) <= slackTimes.signature
  );
}

/** Reads a body: a command is a form, a click is JSON in the field `payload` of a form, an event is JSON. */
function readBody(text: string, contentType: string): Readonly<Record<string, unknown>> | undefined {
  if (/^application\/json\b/i.test(contentType)) return parseJsonObject(text);
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return undefined;
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseJsonObject(payload);
}

/** Returns the challenge by which Slack verifies the address once. */
function challengeOf({ type, challenge }: Readonly<Record<string, unknown>>): string | undefined {
  return type === 'url_verification' && typeof challenge === 'string' ? challenge.slice(0, 1000) : undefined;
}
