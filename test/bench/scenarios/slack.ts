import { contest, inFlight } from '../harness/arena.ts';
import { compare } from '../harness/figures.ts';
import { startPeer } from '../harness/peer.ts';
import { defaultPeople as people } from '../harness/people.ts';
import { slackTrip } from '../harness/platforms.ts';
import { slackEnv, startProduct } from '../harness/product.ts';
import { pairs } from '../harness/rounds.ts';
import type { Scenario } from '../harness/scenario.ts';
import { withStubs } from '../harness/stubs.ts';

const trips = 1000;
const chatTrips = 500;
/** A bot runs for weeks, so the first compilation of its code by V8 is left to the warm-up rounds. */
const rounds = { rounds: 7, warmUp: 8 };

/** Signed slash command, acknowledgement, one provider call, reply: processor time of the server, 16 at a time. */
export const slack: Scenario = {
  name: 'slack',
  run: () =>
    withStubs({ people }, async (stubs, own) => {
      const trip = () =>
        slackTrip({ people, platform: stubs.platformStub, inFlight, origin: stubs.platform });
      const ours = own(await startProduct({ ...stubs, env: slackEnv(stubs.platform) }));
      const bolt = own(await startPeer('slack-bolt', stubs));
      const bolt20 = own(await startPeer('slack-bolt', stubs, { env: { COMMANDS: '20' } }));
      const raw = own(await startPeer('slack-raw', stubs));
      const chat = own(await startPeer('slack-chat', stubs));
      const measured = await contest(
        {
          ours: { ...ours, trips, trip: trip() },
          bolt: { ...bolt, trips, trip: trip() },
          bolt20: { ...bolt20, trips, trip: trip() },
          raw: { ...raw, trips, trip: trip() },
          chat: { ...chat, trips: chatTrips, trip: trip() },
        },
        rounds,
      );
      const asked = (rounds.rounds + rounds.warmUp) * (trips * 4 + chatTrips);
      const calls = stubs.providerStub.calls();
      if (calls !== asked) throw new Error(`${calls} provider calls for ${asked} trips`);
      const unit = 'us CPU';
      return [
        compare({ name: 'bare Bolt', unit, goal: 0.9 }, pairs(measured.ours, measured.bolt)),
        compare({ name: 'Bolt, 20 commands', unit, goal: 0.55 }, pairs(measured.ours, measured.bolt20)),
        compare({ name: 'raw node:http', unit, goal: 2 }, pairs(measured.ours, measured.raw)),
        compare({ name: 'Chat SDK', unit, goal: 0.4 }, pairs(measured.ours, measured.chat)),
      ];
    }),
};
