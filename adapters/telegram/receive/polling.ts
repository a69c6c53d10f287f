import { backoffPause } from '../../../src/core/async/backoff.ts';
import type { InboxWorker } from '../../../src/core/chat/inbox-worker.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import type { TelegramClient } from '../client.ts';
import { readCallFailure, type TelegramFailure } from '../errors.ts';
import type { HealthState } from '../health.ts';
import { allowedUpdates, maxPolledUpdates, telegramTimes } from '../limits.ts';
import type { Intake } from './intake.ts';

export interface PollingPorts {
  readonly client: TelegramClient;
  readonly intake: Intake;
  readonly worker: Pick<InboxWorker, 'room'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly health: HealthState;
}

/**
 * Fetches updates until `stop`. A call confirms the updates of the one before, so it is made only when they are durable.
 * After any failure polling continues: after the pause that Telegram asked for, or an increasing one.
 */
export async function poll(ports: PollingPorts, stop: AbortSignal): Promise<void> {
  const { client, intake, worker, clock, log, health } = ports;
  let offset: number | undefined;
  let failures = 0;
  while (!stop.aborted) {
    await worker.room();
    try {
      const request = {
        limit: maxPolledUpdates,
        timeout: telegramTimes.poll / 1000,
        allowed_updates: [...allowedUpdates],
        ...(offset !== undefined && { offset }),
      };
      const updates = await client.polling.getUpdates(request, stop as never);
      await intake.take(updates);
      const last = updates.at(-1)?.update_id;
      if (last !== undefined) offset = last + 1;
      health.token(true);
      health.good();
      failures = 0;
    } catch (thrown) {
      if (stop.aborted) return;
      const failure = readCallFailure(thrown);
      const pause = await recover(ports, failure, backoffPause(failures, telegramTimes.retry));
      log.warn('polling paused', { kind: failure.kind, ms: pause });
      await clock.sleep(pause, stop);
      failures += 1;
    }
  }
}

/** Reports a failure and repairs what can be repaired. Returns the pause before the next call. */
async function recover(
  { client, health }: PollingPorts,
  failure: TelegramFailure,
  backoff: Millis,
): Promise<Millis> {
  switch (failure.kind) {
    case 'wait':
      return failure.ms;
    case 'refused-token':
      health.token(false);
      return telegramTimes.refused;
    case 'conflict':
      health.bad(failure.webhook ? 'a webhook is set for this bot' : anotherPolls);
      if (failure.webhook) await client.methods.deleteWebhook({}).catch(() => undefined);
      return backoff;
    case 'retry':
    case 'ambiguous':
    case 'refused':
      health.bad(`Telegram cannot be asked for updates (${failure.code})`);
      return backoff;
    case 'dead':
    case 'migrated':
    case 'same':
    case 'not-there':
    case 'too-late':
    case 'unfit':
      health.bad('Telegram refuses to return updates');
      return backoff;
  }
}

const anotherPolls = 'another process polls with this bot’s token: end it';
