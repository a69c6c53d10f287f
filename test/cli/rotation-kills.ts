import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFileOf, openState } from '../../src/app/state.ts';
import { connections } from '../../src/core/access/records.ts';
import { secretsOf } from '../../src/engine/readings/credentials.ts';
import { runAction } from '../../src/host/action.ts';
import { hostActions } from '../../src/host/actions/index.ts';
import { createHost } from '../../src/host/host.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { createScrubber } from '../../src/observe/scrub.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { readSettings } from '../../src/settings.ts';
import { initKeyRing, readKeyRing } from '../../src/vault/key-file.ts';
import { quietLog } from '../store/folder.ts';
import { type Program, runProgram } from './program.ts';

/** The result of killing a rotation at its steps. */
export interface RotationKills {
  readonly points: number;
  readonly killed: number;
  /** Credentials that could not be decrypted or were partly old and new, and rotations that could not be completed. */
  readonly faults: readonly string[];
}

const settingsFor = (folder: string) =>
  readSettings({
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: join(folder, 'master.key'),
    LOG_LEVEL: 'silent',
  });
const environment = { clock: systemClock, log: quietLog, scrubber: createScrubber() };

/** Runs actions on the state in a folder. */
async function act(folder: string, steps: readonly (readonly [string, unknown])[]): Promise<void> {
  const settings = settingsFor(folder);
  const state = await openState(keyFileOf(settings), environment);
  try {
    const host = createHost(state, settings, environment);
    for (const [name, input] of steps) {
      const action = hostActions.find((each) => each.name === name);
      const result = action && (await runAction(action, input, host));
      if (result?.exitCode !== 0) throw new Error(`${name}: ${result?.lines.join(' ')}`);
    }
  } finally {
    await state.close();
  }
}

/** Decrypts all credentials; returns one text for each connection. */
async function decryptAll(folder: string): Promise<ReadonlyMap<string, string>> {
  const state = await openState(keyFileOf(settingsFor(folder)), environment);
  try {
    const vault = await state.vault();
    const found = await state.store.read((view) => view.list(connections));
    return new Map(
      found.map(({ id, document }) => {
        const secrets = Object.entries(secretsOf(document, vault)).map(([field, secret]) => {
          return `${field}=${secret.reveal()}`;
        });
        return [id, secrets.sort().join('&')];
      }),
    );
  } finally {
    await state.close();
  }
}

/**
 * Kills each command of a rotation before, during and after each of its changes to the disk. Afterwards every credential
 * must decrypt, those of a connection must be all old or all new, and the rotation must be completable. One point of
 * `every` points is tried.
 */
export async function killRotations(program: Program, every: number): Promise<RotationKills> {
  const parent = await mkdtemp(join(tmpdir(), 'walletwatch-rotation-'));
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const faults: string[] = [];
  let [points, killed] = [0, 0];
  try {
    const initial = join(parent, 'initial');
    await mkdir(initial);
    await initKeyRing({ file: join(initial, 'master.key'), dataDir: join(initial, 'data') }, 'first');
    const adding = sandbox.connections.map(({ id, provider, settings, secrets }) => {
      return ['connection add', { operator: 'acme', provider, name: id, settings, secrets }] as const;
    });
    await act(initial, [['operator add', { id: 'acme', name: 'Acme' }], ...adding]);
    const old = await decryptAll(initial);

    const added = join(parent, 'added');
    await cp(initial, added, { recursive: true });
    await act(added, [['key add', {}]]);
    const wrapped = join(parent, 'wrapped');
    await cp(added, wrapped, { recursive: true });
    await act(wrapped, [['key rewrap', {}]]);

    const [payatom] = sandbox.connections;
    const newSecrets = payatom?.otherSecrets[0] ?? {};
    const fresh = Object.entries(newSecrets).map(([field, value]) => `${field}=${value}`);
    const commands: readonly (readonly [string, string, string])[] = [
      ['key add', initial, ''],
      ['key rewrap', added, ''],
      ['key retire first', wrapped, ''],
      ['connection rotate acme payatom --secrets -', initial, JSON.stringify(newSecrets)],
    ];
    for (const [words, from, input] of commands) {
      const run = async (folder: string, crash: Readonly<Record<string, string>>) => {
        await cp(from, folder, { recursive: true });
        const { DATA_DIR, MASTER_KEY_FILE } = settingsFor(folder);
        const variables = { DATA_DIR, MASTER_KEY_FILE, LOG_LEVEL: 'silent', ...crash };
        return runProgram(program.cli, words.split(' '), folder, variables, input, program.crashPoint);
      };
      const complete = join(parent, 'complete');
      const count = join(parent, 'count');
      const { code, err } = await run(complete, { CRASH_COUNT: count });
      if (code !== 0) faults.push(`${words} ended with ${code}: ${err}`);
      await rm(complete, { recursive: true, force: true });
      const calls = Number(await readFile(count, 'utf8'));
      for (let call = 1; call <= calls; call++) {
        for (const when of ['before', 'half', 'after']) {
          points += 1;
          if (points % every !== 0) continue;
          const folder = join(parent, 'killed');
          const { signal } = await run(folder, { CRASH_AT: String(call), CRASH_WHEN: when });
          if (signal === 'SIGKILL') killed += 1;
          const what = `${words}, ${when} change ${call} of ${calls}`;
          await checkRotation(folder, old, fresh.sort().join('&')).catch((thrown: unknown) => {
            faults.push(`${what}: ${thrown instanceof Error ? thrown.message : thrown}`);
          });
          await rm(folder, { recursive: true, force: true });
        }
      }
    }
    return { points, killed, faults };
  } finally {
    await sandbox.close();
    await rm(parent, { recursive: true, force: true });
  }
}

/** Throws if a credential decrypts to neither its old nor its new value, now and after the rotation is completed. */
async function checkRotation(folder: string, old: ReadonlyMap<string, string>, fresh: string): Promise<void> {
  const place = keyFileOf(settingsFor(folder));
  const compare = async () => {
    const now = await decryptAll(folder);
    for (const [id, secrets] of old) {
      const found = now.get(id);
      if (found !== secrets && !(id === 'acme/payatom' && found === fresh))
        throw new Error(`${id} has other credentials`);
    }
  };
  await compare();
  await act(folder, [
    ['key add', {}],
    ['key rewrap', {}],
  ]);
  const { ids, active } = await readKeyRing(place);
  await act(
    folder,
    ids.filter((id) => id !== active).map((id) => ['key retire', { id }] as const),
  );
  await compare();
}
