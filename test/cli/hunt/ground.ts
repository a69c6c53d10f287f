import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askControl, controlPath } from '../../../src/host/control.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { type Program, type Running, runProgram, startProgram } from '../program.ts';

/** A bot and its CLI in folders of their own, and all that was planted there and said. */
export interface Ground {
  readonly folder: string;
  /** Where the master key lies: the only place that may hold it. */
  readonly keys: string;
  /** Every credential that is planted, each under a name to tell it by. */
  readonly planted: ReadonlyMap<string, string>;
  /** What each process said, by the name of the process. */
  readonly said: (readonly [name: string, text: string])[];
  /** What was not as a run of this kind is. */
  readonly amiss: string[];
  /** Notes a credential under its name, and gives it back. */
  plant(name: string, value: string): string;
  /** Runs the CLI to its end, which is to be with `code`; gives its stdout. */
  cli(words: readonly string[], input?: string, code?: number): Promise<string>;
  /** Adds a connection with these credentials, all of them planted. */
  connect(
    name: string,
    provider: string,
    settings: Readonly<Record<string, unknown>>,
    secrets: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Starts the bot, with its console as the one chat. */
  startBot(): Running;
  /** The folder of the data that the CLI works on from now on. */
  moveTo(data: string): void;
  remove(): Promise<void>;
}

/** A ground with nothing in it yet; `remove` takes its folders away. */
export async function openGround(program: Program): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-hunt-'));
  const keys = await mkdtemp(join(tmpdir(), 'walletwatch-hunt-keys-'));
  const planted = new Map<string, string>();
  const said: (readonly [string, string])[] = [];
  const amiss: string[] = [];
  const environment = {
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: join(keys, 'master.key'),
    LOG_LEVEL: 'trace',
    CACHE_SECONDS: '0',
    PROVIDER_DEADLINE_MS: '600',
  };
  const cli: Ground['cli'] = async (words, input = '', code = 0) => {
    const ran = await runProgram(program.cli, words, folder, environment, input);
    const what = `cli ${words.slice(0, 2).join(' ')}`;
    said.push([`${what}, stdout`, ran.out], [`${what}, stderr`, ran.err]);
    if (ran.code !== code) amiss.push(`${what} ended with ${ran.code}: ${ran.err}`);
    return ran.out;
  };
  const plant = (name: string, value: string): string => {
    planted.set(name, value);
    return value;
  };
  const connect: Ground['connect'] = async (name, provider, settings, secrets) => {
    for (const [field, value] of Object.entries(secrets)) {
      if (field === 'wallets')
        for (const [index, { token }] of (JSON.parse(value) as { token: string }[]).entries())
          plant(`${name} token ${index}`, token);
      else plant(`${name} ${field}`, value);
    }
    // The first through a process of the CLI, the others as it would hand them on.
    if (planted.size < 6) {
      const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${String(value)}`]);
      const words = ['connection', 'add', 'acme', provider, '--name', name, ...set, '--secrets', '-'];
      await cli(words, JSON.stringify(secrets));
      return;
    }
    const texts = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
    const input = { operator: 'acme', provider, name, settings: texts, secrets };
    const told = await askControl(controlPath(environment.DATA_DIR), 'connection add', input, systemClock);
    said.push([`connection add ${name}`, told?.lines.join('\n') ?? '']);
    if (told?.exitCode !== 0) amiss.push(`connection ${name} was not added`);
  };

  return {
    folder,
    keys,
    planted,
    said,
    amiss,
    plant,
    cli,
    connect,
    startBot: () => startProgram(program.main, [], folder, { ...environment, CONSOLE: '1' }),
    moveTo(data) {
      environment.DATA_DIR = data;
    },
    async remove() {
      await rm(folder, { recursive: true, force: true });
      await rm(keys, { recursive: true, force: true });
    },
  };
}
