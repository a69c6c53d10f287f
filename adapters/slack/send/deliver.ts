import { backoffPause } from '../../../src/core/async/backoff.ts';
import type { AnswerOutcome } from '../../../src/core/chat/inbox-worker.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import type { SlackCallResult } from '../errors.ts';
import { maxAmbiguousSends, slackTimes } from '../limits.ts';
import { type Message, withNotice } from '../render/render.ts';
import { slackText } from '../text.ts';
import type { ChannelRateLimiter } from './rate-limit.ts';

/** A delivery route to the reader. A dead or exhausted route is skipped in favour of the next. */
export interface DeliveryRoute {
  /** Resolves to undefined, without sending, if the route is exhausted. */
  post(message: Message): Promise<SlackCallResult | undefined>;
  /** Whether it leads to another conversation than the one of the command. */
  readonly isElsewhere?: boolean;
}

export interface DeliveryRequest {
  readonly channel: string;
  readonly routes: readonly DeliveryRoute[];
  /** Renders the same content without blocks, in case they are refused. */
  readonly plain: () => readonly Message[];
}

export interface DeliverySendPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly rateLimiter: ChannelRateLimiter;
  /** Ends all waiting when the adapter stops. */
  readonly signal: AbortSignal;
  /** Called when the token is refused: no message can be sent. */
  readonly onRefused: () => void;
}

/**
 * Sends messages in order by the first route that accepts them. Pauses that Slack asks for are obeyed. A message that was
 * not sent is retried until the stop; one with an unknown outcome a few times, marked as a possible repeat.
 */
export async function sendAll(
  messages: readonly Message[],
  request: DeliveryRequest,
  ports: DeliverySendPorts,
): Promise<AnswerOutcome> {
  const routes = [...request.routes];
  for (const message of messages) {
    const outcome = await sendOne(message, routes, request.channel, ports);
    if (outcome === 'unfit') return sendPlain(request, routes, ports);
    if (outcome !== 'sent') return outcome;
  }
  return 'sent';
}

async function sendPlain(
  { plain, channel }: DeliveryRequest,
  routes: DeliveryRoute[],
  ports: DeliverySendPorts,
): Promise<AnswerOutcome> {
  for (const message of plain()) {
    const outcome = await sendOne(message, routes, channel, ports);
    if (outcome !== 'sent') return outcome === 'unfit' ? 'undeliverable' : outcome;
  }
  return 'sent';
}

/** Removes routes from `routes` that turn out to be dead or exhausted. */
async function sendOne(
  message: Message,
  routes: DeliveryRoute[],
  channel: string,
  { clock, log, rateLimiter, signal, onRefused }: DeliverySendPorts,
): Promise<AnswerOutcome | 'unfit'> {
  let ambiguous = 0;
  for (let retry = 0; routes[0] !== undefined; ) {
    if (!(await rateLimiter.open(channel, signal))) return 'unsent';
    const notice = noticeOf(ambiguous > 0, routes[0].isElsewhere === true);
    const result = await routes[0].post(notice === '' ? message : withNotice(message, notice));
    if (result === undefined) {
      routes.shift();
      continue;
    }
    switch (result.kind) {
      case 'sent':
        return 'sent';
      case 'wait':
        rateLimiter.hold(channel, result.ms);
        break;
      case 'retry':
        if (signal.aborted) return 'unsent';
        await clock.sleep(backoffPause(retry, slackTimes.retry), signal);
        retry += 1;
        break;
      case 'ambiguous':
        ambiguous += 1;
        log.warn('slack-send-unknown', { code: result.code });
        if (ambiguous >= maxAmbiguousSends) return 'undeliverable';
        await clock.sleep(backoffPause(retry, slackTimes.retry), signal);
        break;
      case 'missing-scope':
        log.error('slack-missing-scope', { needed: result.needed });
        routes.shift();
        break;
      case 'dead':
        log.info('slack-route-dead', { why: result.why, code: result.code });
        routes.shift();
        break;
      case 'unfit':
        log.error('slack-payload-refused', { code: result.code });
        return 'unfit';
      case 'refused-token':
        onRefused();
        return 'unsent';
    }
  }
  return 'undeliverable';
}

function noticeOf(isRepeat: boolean, isElsewhere: boolean): string {
  return [...(isRepeat ? [deliveryText.repeat] : []), ...(isElsewhere ? [slackText.elsewhere] : [])].join(
    ' ',
  );
}
