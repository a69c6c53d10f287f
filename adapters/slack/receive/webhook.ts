import { timingSafeEqual } from 'node:crypto';
import type { Route, RouteAnswer, RouteHeaders } from '../../../src/core/chat/routes.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { requestBytes, slackTimes } from '../limits.ts';
import { sentence } from '../render/render.ts';
import { eventsPath } from '../settings.ts';
import { slackText } from '../text.ts';
import type { EventReceiver } from './intake.ts';
import { createReplayGuard } from './replay-guard.ts';

export interface WebhookPorts {
  /** What Slack's signature of a request is. */
  readonly sign: (timestamp: string, body: Uint8Array) => Buffer;
  /** Undefined until we know who we are. */
  readonly receiver: () => EventReceiver | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

const refused: RouteAnswer = { status: 401, body: 'The signature is not good.' };
const taken: RouteAnswer = { status: 200 };
const json = 'application/json; charset=utf-8';

/**
 * Our route for Slack's calls. Nothing is looked at before the signature is good, `ssl_check` included; a request that is
 * too old, from the future or here before is refused like an unsigned one.
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
      const given = readBody(text, headers['content-type'] ?? '');
      if (given === undefined) return { status: 400, body: 'This cannot be read.' };
      const challenge = challengeOf(given);
      if (challenge !== undefined) return { status: 200, body: challenge };
      const taker = receiver();
      return taker === undefined ? { status: 503, body: 'Not ready yet.' } : answer(taker, given);
    },
  };

  /** The acknowledgement as soon as there is one; when it is late, what its sender should know. */
  function answer(taker: EventReceiver, given: Readonly<Record<string, unknown>>): Promise<RouteAnswer> {
    return new Promise((resolve) => {
      const callOff = clock.after(slackTimes.late, () => {
        resolve('command' in given ? late : { status: 503, body: 'Late.' });
      });
      const settle = (with_: RouteAnswer) => {
        callOff();
        resolve(with_);
      };
      const ack = async (response?: unknown) => settle(answerOf(response));
      taker.accept(given, ack).catch(() => settle({ status: 500, body: 'Not taken.' }));
    });
  }
}

const late = answerOf({ response_type: 'ephemeral', ...sentence(slackText.late) });

function answerOf(response: unknown): RouteAnswer {
  if (response === undefined || response === '') return taken;
  return { status: 200, contentType: json, body: JSON.stringify(response) };
}

function isRecent(timestamp: string, clock: Clock): boolean {
  return (
    /^\d{1,12}$/.test(timestamp) && Math.abs(clock.now() - Number(timestamp) * 1000) <= slackTimes.signature
  );
}

/** Commands are forms, clicks are JSON in the field `payload` of a form, events are JSON. */
function readBody(text: string, contentType: string): Readonly<Record<string, unknown>> | undefined {
  if (/^application\/json\b/i.test(contentType)) return readJson(text);
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return undefined;
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : readJson(payload);
}

function readJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const given: unknown = JSON.parse(text);
    const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given);
    return isRecord ? (given as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** What Slack sends once, to see that the address is ours. */
function challengeOf({ type, challenge }: Readonly<Record<string, unknown>>): string | undefined {
  return type === 'url_verification' && typeof challenge === 'string' ? challenge.slice(0, 1000) : undefined;
}
