import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/observe/clock.ts';
import { faults } from '../../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { type Program, readFiles } from '../program.ts';
import { startEcho } from './echo.ts';
import { type Ground, openGround } from './ground.ts';
import { plantRefused, plantStray } from './plants.ts';
import { findIn, type Sink } from './search.ts';

/** What a hunt looked at and found. */
export interface Hunted {
  readonly secrets: number;
  readonly faults: number;
  readonly bytes: number;
  /** Where a secret was seen, and in which encoding; never the secret. */
  readonly hits: readonly string[];
  /** What was not as a run of this kind is: it would have looked at nothing. */
  readonly amiss: readonly string[];
}

/**
 * Runs the bot and the CLI over providers that fail in every way and repeat what they hear, with planted credentials;
 * then looks for every one of them, in every encoding, in all that is left and in all that was said.
 */
export async function huntSecrets(
  program: Program,
  { secrets: wanted, faults: rounds }: { readonly secrets: number; readonly faults: number },
): Promise<Hunted> {
  const ground = await openGround(program);
  const { folder, planted, said, amiss, cli, connect } = ground;
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const echo = await startEcho();

  try {
    await cli(['key', 'init']);
    await cli(['operator', 'add', 'acme']);
    await cli(['grant', 'add', 'console:local', 'acme', '--role', 'admin']);

    const bot = ground.startBot();
    let asked = 0;
    const answers = () => bot.err().split('"msg":"answered"').length;
    const ask = async (line: string) => {
      asked += 1;
      // Thirty at once, then one a second: that is how fast the bot answers a person.
      if (asked > 25) await systemClock.sleep(1_100);
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
    await plantRefused(ground, echo.origin, wanted - 9);
    await plantStray(ground, bot.write);

    const code = /Code: (\S+)/.exec(await cli(['invite', 'create', 'acme']))?.[1] ?? 'none';
    await ask('/balance');
    await ask('/wallet 101');
    for (const fault of faults.slice(0, rounds)) {
      for (const provider of ['payatom', 'airpay', 'wallets-api'] as const)
        sandbox.faults.set(provider, fault);
      await ask(asked % 2 === 0 ? '/balance' : '/summary 31-12-2023');
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
    said.push(['bot, stdout', ended.out], ['bot, stderr', ended.err]);
    if (!ended.out.includes('₹700.00')) amiss.push('the bot never showed a figure');
    if (!ended.out.includes('replace it at the provider')) amiss.push('a key in the chat was not noticed');

    await mkdir(join(folder, 'second'));
    ground.moveTo(join(folder, 'second', 'data'));
    await cli(['restore', join(folder, 'backup')]);
    await cli(['connection', 'test', 'acme', 'payatom']);
    await cli(['audit', 'tail', '--lines', '1000']);

    const found = await searchGround(ground, code);
    return { secrets: planted.size, faults: Math.min(rounds, faults.length), ...found, amiss };
  } finally {
    await sandbox.close();
    echo.close();
    await ground.remove();
  }
}

/** Looks for what was planted, for the keys and for the code of an invitation, in all that was left and said. */
async function searchGround(
  { folder, keys, planted, said }: Ground,
  code: string,
): Promise<Pick<Hunted, 'bytes' | 'hits'>> {
  const sinks: Sink[] = said.map(([name, text]) => [name, Buffer.from(text)]);
  for (const [path, bytes] of await readFiles(folder)) sinks.push([path.slice(folder.length), bytes]);
  // The code is told once, by the command that makes it.
  const quiet = sinks.filter(([name]) => !name.startsWith('cli invite'));
  const hits = [...planted].flatMap(([name, value]) => findIn(sinks, name, value));
  hits.push(...findIn(quiet, 'an invitation code', code));
  for (const [path, bytes] of await readFiles(keys)) {
    for (const [, key = ''] of bytes.toString().matchAll(/"([\w-]{43})"/g))
      hits.push(...findIn(sinks, `a key of ${path}`, key));
  }
  return { bytes: sinks.reduce((sum, [, sink]) => sum + sink.length, 0), hits };
}
