import type { App, ReceiverEvent } from '@slack/bolt';
import { accessText } from '../../../src/core/access/text.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { SlackClient } from '../client.ts';
import { inboundMessageOf } from '../delivery-record.ts';
import { payloadOf } from '../render/payload.ts';
import { sentence } from '../render/render.ts';
import type { ConversationWorker } from '../respond/conversation.ts';
import { slackText } from '../text.ts';
import type { Workspace } from '../workspace.ts';
import { type Inbound, readInbound } from './inbound.ts';

/** How Slack is told that it came, with what the sender of a command reads at once. */
export type Ack = (response?: unknown) => Promise<void>;

/** What stands before Bolt, the same for HTTP and for sockets. */
export interface EventReceiver {
  /**
   * Reads what came, keeps it, acknowledges it, and only then lets it run. Rejects when it could not be kept and Slack
   * should send it again.
   */
  accept(body: unknown, ack: Ack): Promise<void>;
}

export interface EventReceiverPorts extends Pick<AdapterPorts, 'inbox' | 'audit' | 'clock' | 'log'> {
  readonly app: App;
  readonly workspace: Workspace;
  readonly client: SlackClient;
  readonly worker: ConversationWorker;
}

/** Under this name the listener finds what is to be done once it is acknowledged. */
const workKey = 'work';

export function createEventReceiver(ports: EventReceiverPorts): EventReceiver {
  const { app, workspace, inbox, audit, clock, log, client, worker } = ports;
  listen(app, log);

  return {
    async accept(body, ack) {
      const inbound = readInbound(body, workspace);
      let acknowledged = false;
      const acknowledge: Ack = async (response) => {
        if (acknowledged) return;
        acknowledged = true;
        try {
          await ack(response);
        } catch {
          // The connection is gone: Slack sends it again, and it is known then.
          log.warn('slack-ack-failed');
        }
      };
      const work = await prepare(inbound, body, acknowledge);
      const event = { body, ack: acknowledge, customProperties: { [workKey]: work } } as ReceiverEvent;
      await app.processEvent(event);
      // What Bolt knows nothing of is acknowledged all the same.
      await acknowledge();
      work();
    },
  };

  /** Keeps it; gives what is to be done afterwards, which happens once. */
  async function prepare(inbound: Inbound, body: unknown, acknowledge: Ack): Promise<() => void> {
    switch (inbound.kind) {
      case 'nothing':
        return () => {};
      case 'refused': {
        const { principal, chat, because, responseUrl } = inbound;
        const entry = {
          at: clock.now(),
          principal,
          chat,
          what: 'enter',
          decision: 'refused',
          because,
        } as const;
        await audit(entry).catch(() => log.error('audit failed', { what: 'enter', because }));
        return once(() => {
          if (responseUrl === undefined) return;
          const said = because === 'foreign-team' ? accessText.unlisted(principal) : slackText.sharedChannel;
          void client.respond(responseUrl, { ...payloadOf(sentence(said)), ...alone });
        });
      }
      case 'ask': {
        const delivery = inboundMessageOf(inbound.ask, clock.now());
        try {
          const fresh = await inbox.receive([delivery]);
          return once(() => {
            if (fresh.length > 0) worker.enqueue(delivery, inbound.responseUrl);
          });
        } catch (thrown) {
          log.error('slack-not-kept', { name: thrown instanceof Error ? thrown.name : 'unknown' });
          if (!isCommand(body)) throw thrown;
          await acknowledge({ ...payloadOf(sentence(slackText.notTaken)), ...alone });
          return () => {};
        }
      }
    }
  }
}

/** For the asker alone, and in the place of nothing. */
const alone = { response_type: 'ephemeral', replace_original: false } as const;

/** The one listener of everything: it acknowledges, and sets going what the front prepared. */
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
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}

/** Its sender reads the acknowledgement; nobody reads that of a click or an event. */
function isCommand(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'command' in body;
}
