import type { App, ReceiverEvent } from '@slack/bolt';
import { accessText } from '../../../src/core/access/text.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { InboxWorker } from '../../../src/core/chat/inbox-worker.ts';
import { inboundMessageOf } from '../ask.ts';
import type { SlackClient } from '../client.ts';
import { payloadOf } from '../render/payload.ts';
import { sentence } from '../render/render.ts';
import { type ResponseUrl, responseUrlOf } from '../send/routes.ts';
import { slackText } from '../text.ts';
import type { Workspace } from '../workspace.ts';
import { type Inbound, readInbound } from './inbound.ts';

/** Acknowledges a payload to Slack. The sender of a command sees `response` at once. */
export type Ack = (response?: unknown) => Promise<void>;

/** Receives payloads in front of Bolt, both from HTTP and from sockets. */
export interface EventReceiver {
  /** Stores a payload, acknowledges it, and then starts to answer it. Rejects if Slack should send it again. */
  accept(body: unknown, ack: Ack): Promise<void>;
}

export interface EventReceiverPorts extends Pick<AdapterPorts, 'audit' | 'clock' | 'log'> {
  readonly app: App;
  readonly workspace: Workspace;
  readonly client: SlackClient;
  readonly worker: InboxWorker<ResponseUrl>;
}

/** The custom property of an event that contains the work to start after the acknowledgement. */
const workKey = 'work';

export function createEventReceiver(ports: EventReceiverPorts): EventReceiver {
  const { app, workspace, audit, clock, log, client, worker } = ports;
  listen(app, log);

  return {
    async accept(body, ack) {
      const inbound = readInbound(body, workspace);
      let isAcknowledged = false;
      const acknowledge: Ack = async (response) => {
        if (isAcknowledged) return;
        isAcknowledged = true;
        try {
          await ack(response);
        } catch {
          // The connection was lost. Slack sends the payload again, and the inbox recognizes its id.
          log.warn('slack-ack-failed');
        }
      };
      const work = await prepare(inbound, body, acknowledge);
      const event = { body, ack: acknowledge, customProperties: { [workKey]: work } } as ReceiverEvent;
      await app.processEvent(event);
      // Bolt does not call the listener for payloads that it does not know.
      await acknowledge();
      work();
    },
  };

  /** Stores the payload. Returns the work to start after the acknowledgement, which runs once. */
  async function prepare(inbound: Inbound, body: unknown, acknowledge: Ack): Promise<() => void> {
    switch (inbound.kind) {
      case 'nothing':
        return () => {};
      case 'refused': {
        const { principal, chat, because, responseUrl } = inbound;
        const entry = { at: clock.now(), principal, chat, what: 'enter', because } as const;
        await audit({ ...entry, decision: 'refused' }).catch(() =>
          log.error('audit failed', { what: 'enter', because }),
        );
        return once(() => {
          if (responseUrl === undefined) return;
          const refusal =
            because === 'foreign-team' ? accessText.unlisted(principal) : slackText.sharedChannel;
          void client.respond(responseUrl, ephemeral(refusal));
        });
      }
      case 'ask': {
        const message = inboundMessageOf(inbound.ask, clock.now());
        const { responseUrl } = inbound;
        const response = responseUrl === undefined ? undefined : responseUrlOf(responseUrl, clock);
        try {
          const fresh = await worker.receive([message]);
          return once(() => {
            if (fresh.length > 0) worker.enqueue(message, response);
          });
        } catch (thrown) {
          log.error('slack-not-stored', { name: thrown instanceof Error ? thrown.name : 'unknown' });
          if (!isCommand(body)) throw thrown;
          await acknowledge(ephemeral(slackText.notStored));
          return () => {};
        }
      }
    }
  }
}

/** A message for the asker only that replaces no other. */
function ephemeral(text: string) {
  return { ...payloadOf(sentence(text)), response_type: 'ephemeral', replace_original: false };
}

/** Registers the only Bolt listener: it acknowledges the event, then starts the prepared work. */
function listen(app: App, log: AdapterPorts['log']): void {
  app.use(async ({ context, ...args }) => {
    const { ack } = args as { ack?: Ack };
    await ack?.();
    const work: unknown = context[workKey];
    if (typeof work === 'function') work();
  });
  app.error(async () => log.error('slack-listener-failed'));
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}

/** Only the acknowledgement of a command is shown to its sender; that of a click or an event is not. */
function isCommand(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'command' in body;
}
