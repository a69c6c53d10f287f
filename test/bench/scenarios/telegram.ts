import { contest, inFlight } from '../harness/arena.ts';
import { compare } from '../harness/figures.ts';
import { startPeer } from '../harness/peer.ts';
import { defaultPeople as people } from '../harness/people.ts';
import { telegramTrip } from '../harness/platforms.ts';
import { startProduct, webhookEnv } from '../harness/product.ts';
import { pairs } from '../harness/rounds.ts';
import type { Scenario } from '../harness/scenario.ts';
import { withStubs } from '../harness/stubs.ts';

const trips = 1200;
const chatTrips = 300;
/** A bot runs for weeks, so the first compilation of its code by V8 is left to the warm-up rounds. */
const rounds = { rounds: 7, warmUp: 8 };

/** Webhook update, one provider call, `sendMessage`: processor time of the server for one trip, 16 at a time. */
export const telegram: Scenario = {
  name: 'telegram',
  run: () =>
    withStubs({ people }, async (stubs, own) => {
      const trip = () => telegramTrip({ people, platform: stubs.platformStub, inFlight });
      const contestants = {
        ours: own(await startProduct({ ...stubs, env: webhookEnv(stubs.platform) })),
        grammy: own(await startPeer('telegram-grammy', stubs)),
        raw: own(await startPeer('telegram-raw', stubs)),
        chat: own(await startPeer('telegram-chat', stubs)),
      };
      const { ours, grammy, raw, chat } = contestants;
      const measured = await contest(
        {
          ours: { ...ours, trips, trip: trip() },
          grammy: { ...grammy, trips, trip: trip() },
          raw: { ...raw, trips, trip: trip() },
          chat: { ...chat, trips: chatTrips, trip: trip() },
        },
        rounds,
      );
      const asked = (rounds.rounds + rounds.warmUp) * (trips * 3 + chatTrips);
      const calls = stubs.providerStub.calls();
      if (calls !== asked) throw new Error(`${calls} provider calls for ${asked} trips`);
      const unit = 'us CPU';
      return [
        compare({ name: 'bare grammY', unit, goal: 1 }, pairs(measured.ours, measured.grammy)),
        compare({ name: 'raw node:http', unit, goal: 1.6 }, pairs(measured.ours, measured.raw)),
        compare({ name: 'Chat SDK', unit, goal: 0.1 }, pairs(measured.ours, measured.chat)),
      ];
    }),
};
