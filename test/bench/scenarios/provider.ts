import { json } from '../../../src/http/json.ts';
import { readStatus } from '../../../src/providers/payatom/read.ts';
import { compare, type Finding } from '../harness/figures.ts';
import { startPeer } from '../harness/peer.ts';
import { defaultPeople as people } from '../harness/people.ts';
import { statusBody } from '../harness/provider-stub.ts';
import { inRounds, pairs } from '../harness/rounds.ts';
import type { Scenario } from '../harness/scenario.ts';
import { withStubs } from '../harness/stubs.ts';
import { cpuOf } from '../harness/work.ts';

const sizes = [10, 1000, 10_000] as const;
const rounds = 21;
/** Number of accounts that are decoded in one measurement. */
const perMeasurement = 20_000;
const calls = 2000;

/** Decoding of the bytes of a provider to validated accounts with exact money; and calls of the whole client. */
export const provider: Scenario = {
  name: 'provider',
  async run() {
    const findings: Finding[] = [];
    for (const accounts of sizes) findings.push(await decode(accounts));
    findings.push(await wholeClient());
    return findings;
  },
};

async function decode(accounts: number): Promise<Finding> {
  const bytes = Buffer.from(statusBody(7, accounts));
  const times = Math.ceil(perMeasurement / accounts);
  const ours = () => readStatus(json.parse(bytes.toString('utf8')), 'INR');
  const read = ours();
  const [first] = read.accounts;
  if (read.accounts.length !== accounts || first?.figures.available?.kind !== 'given') {
    throw new Error('the accounts were not read');
  }
  const measured = await inRounds(
    {
      ours: () => cpuOf(times, ours),
      parse: () => cpuOf(times, () => JSON.parse(bytes.toString('utf8'))),
    },
    { rounds, warmUp: 5 },
  );
  const name = `JSON.parse, ${accounts.toLocaleString('en')} accounts`;
  return compare({ name, unit: 'us CPU', goal: 1.6 }, pairs(measured.ours, measured.parse));
}

function wholeClient(): Promise<Finding> {
  return withStubs({ people, accounts: 10 }, async (stubs, own) => {
    const client = async (name: string) => {
      const { child } = own(await startPeer('provider-client', stubs, { env: { CLIENT: name } }));
      return async () => {
        const before = await child.usage();
        const reported = child.nextMessage<{ readonly accounts: number }>('accounts');
        child.send({ ask: calls });
        const { accounts } = await reported;
        if (accounts !== calls * 10) throw new Error(`${name} read ${accounts} accounts`);
        return ((await child.usage()).cpu - before.cpu) / calls;
      };
    };
    const measured = await inRounds(
      { ours: await client('ours'), bare: await client('bare') },
      { rounds: 11, warmUp: 3 },
    );
    const goal = { name: 'undici.request + JSON.parse', unit: 'us CPU', goal: 1.25 };
    return compare(goal, pairs(measured.ours, measured.bare));
  });
}
