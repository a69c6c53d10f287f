import { backoffPause } from '../../../src/core/async/backoff.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import type { TelegramClient } from '../client.ts';
import { readCallFailure } from '../errors.ts';
import type { HealthState } from '../health.ts';
import { intake as bounds, telegramTimes } from '../limits.ts';
import { allowedUpdates } from '../updates.ts';
import type { Intake } from './intake.ts';

export interface PollingPorts {
  readonly client: TelegramClient;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: Log;
  readonly health: HealthState;
}

/**
 * Fetches updates until it is told to stop. What it fetched is confirmed by the next call, which comes only when it is
 * safe. Whatever fails, it goes on: after the pause that was asked for, or after a growing one.
 */
export async function poll(ports: PollingPorts, stop: AbortSignal): Promise<void> {
  const { client, intake, clock, log, health } = ports;
  let offset: number | undefined;
  let failures = 0;
  while (!stop.aborted) {
    await intake.room();
    try {
      const asked = {
        limit: bounds.batch,
        timeout: telegramTimes.poll / 1000,
        allowed_updates: [...allowedUpdates],
        ...(offset !== undefined && { offset }),
      };
      const updates = await client.polling.getUpdates(asked, stop as never);
      await intake.take(updates);
      offset = (updates.at(-1)?.update_id ?? (offset ?? 1) - 1) + 1;
      if (offset === 0) offset = undefined;
      health.token(true);
      health.good();
      failures = 0;
    } catch (thrown) {
      if (stop.aborted) return;
      const failure = readCallFailure(thrown);
      const wait = await recover(ports, failure, backoffPause(failures, telegramTimes.retry));
      log.warn('polling paused', { kind: failure.kind, ms: wait });
      await clock.sleep(wait, stop);
      failures += 1;
    }
  }
}

/** What can be done about a failure, and how long to wait after it. */
async function recover(
  { client, health }: PollingPorts,
  failure: ReturnType<typeof readCallFailure>,
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
      health.bad('Telegram refuses to hand out updates');
      return backoff;
  }
}

const anotherPolls = 'another process polls with this bot’s token: end it';
