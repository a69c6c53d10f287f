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

/** What came of killing every step of a rotation. */
export interface Turned {
  readonly points: number;
  readonly killed: number;
  /** What did not decrypt, was mixed of old and new, or could not be brought to its end. */
  readonly faults: readonly string[];
}

const settingsFor = (folder: string) =>
  readSettings({
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: join(folder, 'master.key'),
    LOG_LEVEL: 'silent',
  });
const around = { clock: systemClock, log: quietLog, scrubber: createScrubber() };

/** Runs actions on the state of a folder. */
async function act(folder: string, steps: readonly (readonly [string, unknown])[]): Promise<void> {
  const settings = settingsFor(folder);
  const state = await openState(keyFileOf(settings), around);
  try {
    const host = createHost(state, settings, around);
    for (const [name, input] of steps) {
      const action = hostActions.find((each) => each.name === name);
      const told = action && (await runAction(action, input, host));
      if (told?.exitCode !== 0) throw new Error(`${name}: ${told?.lines.join(' ')}`);
    }
  } finally {
    await state.close();
  }
}

/** Every credential of every connection as it opens now, as one text for each connection. */
async function opened(folder: string): Promise<ReadonlyMap<string, string>> {
  const state = await openState(keyFileOf(settingsFor(folder)), around);
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
 * Kills each command of a rotation at each thing that it changes on the disk: before, after and in the middle of it.
 * Afterwards everything must decrypt, each connection wholly old or wholly new, and the rotation can be brought to its
 * end. `every`: of how many points one is tried.
 */
export async function turnAndKill(program: Program, every: number): Promise<Turned> {
  const parent = await mkdtemp(join(tmpdir(), 'walletwatch-turning-'));
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const faults: string[] = [];
  let [points, killed] = [0, 0];
  try {
    const begun = join(parent, 'begun');
    await mkdir(begun);
    await initKeyRing({ file: join(begun, 'master.key'), dataDir: join(begun, 'data') }, 'first');
    const adding = sandbox.connections.map(({ id, provider, settings, secrets }) => {
      return ['connection add', { operator: 'acme', provider, name: id, settings, secrets }] as const;
    });
    await act(begun, [['operator add', { id: 'acme', name: 'Acme' }], ...adding]);
    const old = await opened(begun);

    const added = join(parent, 'added');
    await cp(begun, added, { recursive: true });
    await act(added, [['key add', {}]]);
    const wrapped = join(parent, 'wrapped');
    await cp(added, wrapped, { recursive: true });
    await act(wrapped, [['key rewrap', {}]]);

    const [payatom] = sandbox.connections;
    const others = payatom?.otherSecrets[0] ?? {};
    const fresh = Object.entries(others).map(([field, value]) => `${field}=${value}`);
    const commands: readonly (readonly [string, string, string])[] = [
      ['key add', begun, ''],
      ['key rewrap', added, ''],
      ['key retire first', wrapped, ''],
      ['connection rotate acme payatom --secrets -', begun, JSON.stringify(others)],
    ];
    for (const [words, from, input] of commands) {
      const run = async (folder: string, more: Readonly<Record<string, string>>) => {
        await cp(from, folder, { recursive: true });
        const { DATA_DIR, MASTER_KEY_FILE } = settingsFor(folder);
        const environment = { DATA_DIR, MASTER_KEY_FILE, LOG_LEVEL: 'silent', ...more };
        return runProgram(program.cli, words.split(' '), folder, environment, input, program.mortal);
      };
      const whole = join(parent, 'whole');
      const count = join(parent, 'count');
      const { code, err } = await run(whole, { MORTAL_COUNT: count });
      if (code !== 0) faults.push(`${words} ended with ${code}: ${err}`);
      await rm(whole, { recursive: true, force: true });
      const calls = Number(await readFile(count, 'utf8'));
      for (let call = 1; call <= calls; call++) {
        for (const when of ['before', 'half', 'after']) {
          points += 1;
          if (points % every !== 0) continue;
          const folder = join(parent, 'one');
          const { signal } = await run(folder, { MORTAL_AT: String(call), MORTAL_WHEN: when });
          if (signal === 'SIGKILL') killed += 1;
          const what = `${words}, ${when} change ${call} of ${calls}`;
          await judge(folder, old, fresh.sort().join('&')).catch((thrown: unknown) => {
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

/** Throws when something does not decrypt to what it was or was to be, now and after the rotation is brought to its end. */
async function judge(folder: string, old: ReadonlyMap<string, string>, fresh: string): Promise<void> {
  const place = keyFileOf(settingsFor(folder));
  const compare = async () => {
    const now = await opened(folder);
    for (const [id, secrets] of old) {
      const found = now.get(id);
      if (found !== secrets && !(id === 'acme/payatom' && found === fresh))
        throw new Error(`${id} is changed`);
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
