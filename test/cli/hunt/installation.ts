import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askControl, controlPath } from '../../../src/host/control.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { type Program, type Running, runProgram, startProgram } from '../program.ts';

/** A bot and its CLI in temporary folders, with the planted credentials and all output. */
export interface Installation {
  readonly folder: string;
  /** The folder of the master key, the only place that may contain it. */
  readonly keys: string;
  /** The planted credentials by name. */
  readonly planted: ReadonlyMap<string, string>;
  /** The output of each process, with its name. */
  readonly outputs: (readonly [name: string, text: string])[];
  /** Results that show that the run did not do what it should. */
  readonly unexpected: string[];
  /** Records a credential under a name and returns it. */
  plant(name: string, value: string): string;
  /** Runs the CLI, which should exit with `code`; returns its stdout. */
  cli(words: readonly string[], input?: string, code?: number): Promise<string>;
  /** Adds a connection with planted credentials. */
  connect(
    name: string,
    provider: string,
    settings: Readonly<Record<string, unknown>>,
    secrets: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Starts the bot with the console as its only chat. */
  startConsoleBot(): Running;
  /** Sets the data folder of later runs. */
  setDataFolder(data: string): void;
  remove(): Promise<void>;
}

/** Creates an empty installation; `remove` deletes its folders. */
export async function createInstallation(program: Program): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-hunt-'));
  const keys = await mkdtemp(join(tmpdir(), 'walletwatch-hunt-keys-'));
  const planted = new Map<string, string>();
  const outputs: (readonly [string, string])[] = [];
  const unexpected: string[] = [];
  const environment = {
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: join(keys, 'master.key'),
    LOG_LEVEL: 'trace',
    CACHE_SECONDS: '0',
    PROVIDER_DEADLINE_MS: '600',
  };
  const cli: Installation['cli'] = async (words, input = '', code = 0) => {
    const ran = await runProgram(program.cli, words, folder, environment, input);
    const name = `cli ${words.slice(0, 2).join(' ')}`;
    outputs.push([`${name}, stdout`, ran.out], [`${name}, stderr`, ran.err]);
    if (ran.code !== code) unexpected.push(`${name} ended with ${ran.code}: ${ran.err}`);
    return ran.out;
  };
  const plant = (name: string, value: string): string => {
    planted.set(name, value);
    return value;
  };
  const connect: Installation['connect'] = async (name, provider, settings, secrets) => {
    for (const [field, value] of Object.entries(secrets)) {
      if (field === 'wallets')
        for (const [index, { token }] of (JSON.parse(value) as { token: string }[]).entries())
          plant(`${name} token ${index}`, token);
      else plant(`${name} ${field}`, value);
    }
    // The first credentials pass through the CLI; the others use its control request directly, which is faster.
    if (planted.size < 6) {
      const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${String(value)}`]);
      const words = ['connection', 'add', 'acme', provider, '--name', name, ...set, '--secrets', '-'];
      await cli(words, JSON.stringify(secrets));
      return;
    }
    const texts = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
    const input = { operator: 'acme', provider, name, settings: texts, secrets };
    const result = await askControl(controlPath(environment.DATA_DIR), 'connection add', input, systemClock);
    outputs.push([`connection add ${name}`, result?.lines.join('\n') ?? '']);
    if (result?.exitCode !== 0) unexpected.push(`connection ${name} was not added`);
  };

  return {
    folder,
    keys,
    planted,
    outputs,
    unexpected,
    plant,
    cli,
    connect,
    startConsoleBot: () => startProgram(program.main, [], folder, { ...environment, CONSOLE: '1' }),
    setDataFolder(data) {
      environment.DATA_DIR = data;
    },
    async remove() {
      await rm(folder, { recursive: true, force: true });
      await rm(keys, { recursive: true, force: true });
    },
  };
}
