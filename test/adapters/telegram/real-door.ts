import { createOpener } from '../../../src/app/connect.ts';
import { joinRealms } from '../../../src/app/realms.ts';
import { commands } from '../../../src/commands/index.ts';
import { connections, operatorRecords } from '../../../src/core/access/records.ts';
import type { Registry } from '../../../src/core/access/registry.ts';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import type { Store } from '../../../src/core/store.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createAnswer } from '../../../src/engine/answer/answer.ts';
import { withSecrets } from '../../../src/engine/readings/credentials.ts';
import { createReadings } from '../../../src/engine/readings/readings.ts';
import { createLog } from '../../../src/observe/log.ts';
import { createScrubber } from '../../../src/observe/scrub.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createVault } from '../../../src/vault/envelope.ts';
import { newKeyRingText, parseKeyRing } from '../../../src/vault/keyring.ts';
import { reader } from '../gallery.ts';

/** The answer port with every command, over the sandbox's providers. */
export interface RealDoor {
  readonly answer: AnswerPort;
  readonly store: Store;
  readonly registry: Registry;
  close(): Promise<void>;
}

export async function openRealDoor(clock: Clock): Promise<RealDoor> {
  const sandbox = await startSandbox({ size: 'sample', clock });
  const ring = parseKeyRing(newKeyRingText('test'));
  if (typeof ring === 'string') throw new Error(ring);
  const vault = createVault(ring);
  const store = createMemoryStore();
  await store.transact(async (change) => {
    for (const { operator, id, provider, settings, secrets } of sandbox.connections) {
      const bare = { operator: operator.id, id, provider, settings: { ...settings }, secrets: {} };
      await change.put(operatorRecords, operator.id, operator);
      await change.put(connections, `${operator.id}/${id}`, withSecrets(bare, secrets, vault));
    }
  });
  const scrubber = createScrubber();
  const log = createLog('silent', scrubber, { write: () => {} });
  const realms = joinRealms(
    [{ store, vault: async () => vault }],
    createOpener({ clock, log, scrubber }, 8000),
    [],
  );
  const registry = createRegistry(store, clock);
  const answer = createAnswer({
    commands,
    clock,
    log,
    reader,
    ...realms,
    readings: createReadings({ clock, log }),
    audit: (entry) => store.audit.append(entry),
    registry,
    records: store.audit,
    newIncident: () => 'incident',
    // A day of lines in a second.
    rates: { principal: { burst: 1000, every: 1 }, chat: { burst: 1000, every: 1 } },
  });
  return {
    answer,
    store,
    registry,
    async close() {
      await realms.close();
      await sandbox.close();
    },
  };
}
