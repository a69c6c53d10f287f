import { compare } from '../harness/figures.ts';
import { startPeer } from '../harness/peer.ts';
import { defaultPeople as people } from '../harness/people.ts';
import { inRounds, pairs } from '../harness/rounds.ts';
import type { Scenario } from '../harness/scenario.ts';
import { withStubs } from '../harness/stubs.ts';

const messages = 1500;
const rounds = 9;

/** One sent message, 16 at a time: processor time of the sender. */
export const outbound: Scenario = {
  name: 'outbound',
  run: () =>
    withStubs({ people, keep: true }, async (stubs, own) => {
      const { seen } = stubs.platformStub;
      const sender = async (name: string, platform: 'telegram' | 'slack') => {
        const peer = own(
          await startPeer('outbound', stubs, { env: { SENDER: name }, platformName: platform }),
        );
        return async () => {
          const before = await peer.child.usage();
          const sent = peer.child.nextMessage('sent');
          peer.child.send({ send: messages });
          await sent;
          const after = await peer.child.usage();
          const arrived = seen.splice(0);
          if (arrived.length !== messages || !arrived.every(({ body }) => body.includes('op0-9@bank'))) {
            throw new Error(`${name}: ${arrived.length} of ${messages} messages arrived`);
          }
          return (after.cpu - before.cpu) / messages;
        };
      };
      const measured = await inRounds(
        {
          telegram: await sender('ours-telegram', 'telegram'),
          grammy: await sender('grammy', 'telegram'),
          slack: await sender('ours-slack', 'slack'),
          bolt: await sender('bolt', 'slack'),
        },
        { rounds, warmUp: 3 },
      );
      const unit = 'us CPU';
      return [
        compare({ name: 'grammY client', unit, goal: 0.65 }, pairs(measured.telegram, measured.grammy)),
        compare({ name: 'Bolt chat.postMessage', unit, goal: 0.5 }, pairs(measured.slack, measured.bolt)),
      ];
    }),
};
