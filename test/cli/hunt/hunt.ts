import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/observe/clock.ts';
import { faults } from '../../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { type Program, readFiles } from '../program.ts';
import { startEcho } from './echo.ts';
import { createInstallation, type Installation } from './installation.ts';
import { plantMisplaced, plantRefused } from './plants.ts';
import { findIn, type Sink } from './search.ts';

/** The extent and the findings of a hunt. */
export interface HuntResult {
  readonly secrets: number;
  readonly faults: number;
  readonly bytes: number;
  /** The place and encoding of each secret found, without the secret. */
  readonly hits: readonly string[];
  /** Results that show that the run did not do what it should, so that nothing was searched. */
  readonly unexpected: readonly string[];
}

/**
 * Runs the bot and the CLI with planted credentials and providers that fail in every way and echo requests; then searches
 * all files and output for each credential in every encoding.
 */
export async function huntSecrets(
  program: Program,
  { secrets: wanted, faults: rounds }: { readonly secrets: number; readonly faults: number },
): Promise<HuntResult> {
  const installation = await createInstallation(program);
  const { folder, planted, outputs, unexpected, cli, connect } = installation;
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const echo = await startEcho();

  try {
    await cli(['key', 'init']);
    await cli(['operator', 'add', 'acme']);
    await cli(['grant', 'add', 'console:local', 'acme', '--role', 'admin']);

    const bot = installation.startConsoleBot();
    let questions = 0;
    const answers = () => bot.err().split('"msg":"answered"').length;
    const ask = async (line: string) => {
      questions += 1;
      // The rate limit of a user: a burst of thirty, then one per second.
      if (questions > 25) await systemClock.sleep(1_100);
      const before = answers();
      bot.write(`${line}\n`);
      await bot.until(() => answers() > before);
    };
    await ask('/balance');

    for (const { id, provider, settings, secrets, otherSecrets } of sandbox.connections) {
      await connect(id, provider, settings, secrets);
      if (wanted < 50) continue;
      for (const [index, others] of otherSecrets.entries())
        await connect(`${id}-${index}`, provider, settings, others);
    }
    await plantRefused(installation, echo.origin, wanted - 9);
    await plantMisplaced(installation, bot.write);

    const code = /Code: (\S+)/.exec(await cli(['invite', 'create', 'acme']))?.[1] ?? 'none';
    await ask('/balance');
    await ask('/wallet 101');
    for (const fault of faults.slice(0, rounds)) {
      for (const provider of ['payatom', 'airpay', 'wallets-api'] as const)
        sandbox.faults.set(provider, fault);
      await ask(questions % 2 === 0 ? '/balance' : '/summary 31-12-2023');
    }
    sandbox.faults.clear();
    await cli(['connection', 'list']);
    await cli(['connection', 'test', 'acme', 'e1'], '', 1);
    await cli(['doctor'], '', 1);
    await cli(['key', 'add']);
    await cli(['key', 'rewrap']);
    await ask('/audit');
    await ask('/operators');
    await cli(['backup', join(folder, 'backup')]);
    bot.kill('SIGKILL');
    const ended = await bot.ended;
    outputs.push(['bot, stdout', ended.out], ['bot, stderr', ended.err]);
    if (!ended.out.includes('₹700.00')) unexpected.push('the bot never showed a figure');
    if (!ended.out.includes('replace it at the provider'))
      unexpected.push('a key in the chat was not detected');

    await mkdir(join(folder, 'second'));
    installation.setDataFolder(join(folder, 'second', 'data'));
    await cli(['restore', join(folder, 'backup')]);
    await cli(['connection', 'test', 'acme', 'payatom']);
    await cli(['audit', 'tail', '--lines', '1000']);

    const found = await searchAll(installation, code);
    return { secrets: planted.size, faults: Math.min(rounds, faults.length), ...found, unexpected };
  } finally {
    await sandbox.close();
    echo.close();
    await installation.remove();
  }
}

/** Searches all files and output for the planted secrets, the master keys and the invitation code. */
async function searchAll(
  { folder, keys, planted, outputs }: Installation,
  code: string,
): Promise<Pick<HuntResult, 'bytes' | 'hits'>> {
  const sinks: Sink[] = outputs.map(([name, text]) => [name, Buffer.from(text)]);
  for (const [path, bytes] of await readFiles(folder)) sinks.push([path.slice(folder.length), bytes]);
  // The code is printed once, by the command that creates it.
  const withoutInvite = sinks.filter(([name]) => !name.startsWith('cli invite'));
  const hits = [...planted].flatMap(([name, value]) => findIn(sinks, name, value));
  hits.push(...findIn(withoutInvite, 'an invitation code', code));
  for (const [path, bytes] of await readFiles(keys)) {
    for (const [, key = ''] of bytes.toString().matchAll(/"([\w-]{43})"/g))
      hits.push(...findIn(sinks, `a key of ${path}`, key));
  }
  return { bytes: sinks.reduce((sum, [, sink]) => sum + sink.length, 0), hits };
}
