import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpener } from '../../../src/app/connect.ts';
import { joinRealms, type Realms } from '../../../src/app/realms.ts';
import { commands } from '../../../src/commands/index.ts';
import type { Principal } from '../../../src/core/access/policy.ts';
import { connections, grants, operatorRecords } from '../../../src/core/access/records.ts';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createAnswer } from '../../../src/engine/answer/answer.ts';
import { withSecrets } from '../../../src/engine/readings/credentials.ts';
import { createReadings } from '../../../src/engine/readings/readings.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { createLog } from '../../../src/observe/log.ts';
import { createScrubber } from '../../../src/observe/scrub.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createVault } from '../../../src/vault/envelope.ts';
import { newKeyRingText, parseKeyRing } from '../../../src/vault/keyring.ts';

const people = 500;
const reader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };
const person = (operator: string, index: number): Principal =>
  `telegram:${operator === 'sample' ? 1 : 2}000${index}`;

let sandbox: Sandbox;
let realms: Realms;
let answer: AnswerPort;
let names: readonly string[];

beforeAll(async () => {
  sandbox = await startSandbox({ size: 'large', clock: systemClock });
  const ring = parseKeyRing(newKeyRingText('test'));
  if (typeof ring === 'string') throw new Error(ring);
  const vault = createVault(ring);
  const store = createMemoryStore();
  names = [...new Set(sandbox.connections.map(({ operator }) => operator.id))];
  await store.transact(async (change) => {
    for (const { operator, id, provider, settings, secrets } of sandbox.connections) {
      const bare = { operator: operator.id, id, provider, settings: { ...settings }, secrets: {} };
      await change.put(operatorRecords, operator.id, operator);
      await change.put(connections, `${operator.id}/${id}`, withSecrets(bare, secrets, vault));
      for (let index = 0; index < people; index++) {
        const principal = person(operator.id, index);
        const grant = { principal, operator: operator.id, role: 'viewer' } as const;
        await change.put(grants, `${principal}/${operator.id}`, grant);
      }
    }
  });
  const scrubber = createScrubber();
  const log = createLog('silent', scrubber, { write: () => {} });
  realms = joinRealms(
    [{ store, vault: async () => vault }],
    createOpener({ clock: systemClock, log, scrubber }, 8000),
    [],
  );
  answer = createAnswer({
    commands,
    clock: systemClock,
    log,
    reader,
    ...realms,
    readings: createReadings({ clock: systemClock, log }),
    audit: (entry) => store.audit.append(entry),
    registry: createRegistry(store, systemClock),
    records: store.audit,
  });
});
afterAll(async () => {
  await realms.close();
  await sandbox.close();
});

async function askAll(operator: string, count: number): Promise<ReadonlySet<string>> {
  const asked = Array.from({ length: count }, async (_, index) => {
    const principal = person(operator, index);
    const line = {
      principal,
      chat: { id: principal, kind: 'private' },
      text: '/balance',
      origin: 'typed',
      pageRows: 'all',
    } as const;
    return renderPlain(await answer(line), { reader });
  });
  return new Set(await Promise.all(asked));
}

describe('500 people who ask for the balance of one operator at once', () => {
  it('make one call to each endpoint and receive the same reply', async () => {
    const before = sandbox.hits();
    const replies = await askAll('sample', people);
    expect(replies.size).toBe(1);
    expect([...replies][0]).toContain('₹700.00');
    const after = sandbox.hits();
    const made = Object.entries(after).map(([endpoint, count]) => [
      endpoint,
      count - before[endpoint as keyof typeof before],
    ]);
    expect(made.filter(([, count]) => Number(count) > 0)).toEqual([
      ['payatom.status', 1],
      ['payatom.limits', 1],
      ['airpay.balance', 1],
      ['wallets-api.list', 1],
      ['wallets-api.currencies', 1],
    ]);
  });

  it('share nothing with the users of another operator at the same time', async () => {
    expect(names).toEqual(['sample', 'large']);
    const [sample, large] = await Promise.all([askAll('sample', 100), askAll('large', 100)]);
    expect([sample.size, large.size]).toEqual([1, 1]);
    const words = (replies: ReadonlySet<string>) =>
      new Set([...replies].join().match(/\S+@\S+|\b\d{9,18}\b/g));
    const shared = [...words(sample)].filter((word) => words(large).has(word));
    expect(words(large).size).toBeGreaterThan(300);
    expect(shared).toEqual([]);
  });
});
