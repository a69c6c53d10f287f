import { backoffPause } from '../../../src/core/async/backoff.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import type { SlackCallResult } from '../errors.ts';
import { maxAmbiguousSends, slackTimes } from '../limits.ts';
import { type Message, withNotice } from '../render/render.ts';
import { slackText } from '../text.ts';
import type { ChannelRateLimiter } from './rate-limit.ts';

/** One road to a reader. A road that is `dead` or used up is left for the next. */
export interface DeliveryRoute {
  /** Gives undefined, and sends nothing, when the way is closed. */
  post(message: Message): Promise<SlackCallResult | undefined>;
  /** Whether it leads somewhere else than where the line was sent. */
  readonly isElsewhere?: boolean;
}

export interface DeliveryRequest {
  readonly channel: string;
  readonly routes: readonly DeliveryRoute[];
  /** The same content without blocks, should they be refused. */
  readonly plain: () => readonly Message[];
}

/** `stopped`: we are told to end and it is not out. `refused-token`: nothing goes out at all. */
export type DeliveryResult = 'sent' | 'given-up' | 'stopped' | 'refused-token';

export interface DeliverySendPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: ChannelRateLimiter;
  readonly signal: AbortSignal;
}

/**
 * Sends messages in order by the first way that takes them. A pause that was asked for is kept to; what was surely not
 * sent is tried again until we are told to end; what may have been sent is sent again a few times, marked as a possible
 * repeat each time.
 */
export async function sendAll(
  messages: readonly Message[],
  sending: DeliveryRequest,
  ports: DeliverySendPorts,
): Promise<DeliveryResult> {
  const ways = [...sending.routes];
  for (const message of messages) {
    const sent = await sendOne(message, ways, sending.channel, ports);
    if (sent === 'unfit') return sendPlain(sending, ways, ports);
    if (sent !== 'sent') return sent;
  }
  return 'sent';
}

async function sendPlain(
  { plain, channel }: DeliveryRequest,
  ways: DeliveryRoute[],
  ports: DeliverySendPorts,
): Promise<DeliveryResult> {
  for (const message of plain()) {
    const sent = await sendOne(message, ways, channel, ports);
    if (sent !== 'sent') return sent === 'unfit' ? 'given-up' : sent;
  }
  return 'sent';
}

/** `ways` loses those that turn out to lead nowhere. */
async function sendOne(
  message: Message,
  ways: DeliveryRoute[],
  channel: string,
  { clock, log, pace, signal }: DeliverySendPorts,
): Promise<DeliveryResult | 'unfit'> {
  let unknown = 0;
  for (let retry = 0; ways[0] !== undefined; ) {
    if (!(await pace.open(channel, signal))) return 'stopped';
    const noticed = notices(unknown > 0, ways[0].isElsewhere === true);
    const called = await ways[0].post(noticed === '' ? message : withNotice(message, noticed));
    if (called === undefined) {
      ways.shift();
      continue;
    }
    switch (called.kind) {
      case 'done':
        return 'sent';
      case 'wait':
        pace.hold(channel, called.ms);
        break;
      case 'retry':
        if (signal.aborted) return 'stopped';
        await clock.sleep(backoffPause(retry, slackTimes.retry), signal);
        retry += 1;
        break;
      case 'ambiguous':
        unknown += 1;
        log.warn('slack-send-unknown', { code: called.code });
        if (unknown >= maxAmbiguousSends) return 'given-up';
        await clock.sleep(backoffPause(retry, slackTimes.retry), signal);
        break;
      case 'missing-scope':
        log.error('slack-missing-scope', { needed: called.needed });
        ways.shift();
        break;
      case 'dead':
        log.info('slack-way-closed', { why: called.why, code: called.code });
        ways.shift();
        break;
      case 'unfit':
        log.error('slack-payload-refused', { code: called.code });
        return 'unfit';
      case 'refused-token':
        return 'refused-token';
    }
  }
  return 'given-up';
}

function notices(repeat: boolean, elsewhere: boolean): string {
  return [...(repeat ? [deliveryText.repeat] : []), ...(elsewhere ? [slackText.elsewhere] : [])].join(' ');
}
