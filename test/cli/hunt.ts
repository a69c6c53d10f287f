import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askControl, controlPath } from '../../src/cli/control.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { faults } from '../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { type Program, readFiles, runProgram, startProgram } from './program.ts';

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

/** A text as it could lie somewhere, by the name of the encoding. */
function encodingsOf(value: string): Readonly<Record<string, Buffer>> {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms: Record<string, Buffer> = {
    raw: bytes,
    'UTF-16': Buffer.from(value, 'utf16le'),
    hex: Buffer.from(hex),
    HEX: Buffer.from(hex.toUpperCase()),
    url: Buffer.from(encodeURIComponent(value)),
    'all percent': Buffer.from(percent),
    form: Buffer.from(new URLSearchParams({ v: value }).toString().slice(2)),
    json: Buffer.from(JSON.stringify(value).slice(1, -1)),
  };
  // Within a longer text base64 stands at one of three offsets; the characters at its ends belong to its neighbours.
  for (const kind of ['base64', 'base64url'] as const) {
    for (const offset of [0, 1, 2]) {
      const text = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString(kind)
        .replace(/=+$/, '');
      forms[`${kind} at ${offset}`] = Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -1));
    }
  }
  return forms;
}

/** Every credential that is planted, each under a name to tell it by. */
type Planted = Map<string, string>;

/** Values that are hard to hide: with characters that each encoding writes in its own way. */
const oddities = ['a"b\\c', 'x y', 'ü€', '%41+', "q'=&?", '</b>', '日本'];

function newSecret(index: number, kind: 'header' | 'any'): string {
  const core = randomBytes(12).toString(index % 2 === 0 ? 'hex' : 'base64url');
  return kind === 'header' ? core : `${core}${oddities[index % oddities.length]}${core.slice(0, 6)}`;
}

/** A provider that answers every question with what it was sent: in its words, in headers, in fields. */
async function startEcho() {
  const read = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const heard = request.headers;
      const key = [heard['api-key'], heard['x-api-key'], heard.authorization, body]
        .flat()
        .filter(Boolean)
        .join(' ');
      const forms = [
        key,
        Buffer.from(key).toString('base64'),
        Buffer.from(key).toString('hex'),
        encodeURIComponent(key),
      ];
      const said = (forms[Math.floor(Math.random() * forms.length)] ?? '').slice(0, 190);
      const verdict = { code: 'BAD_KEY', message: said };
      const answer = { status: 'error', STATUS: '500', MESSAGE: said, error: verdict, ...verdict };
      response.writeHead(401, { 'content-type': 'application/json', 'x-echo': encodeURIComponent(said) });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Runs the bot and the CLI over providers that fail in every way and repeat what they hear, with planted credentials;
 * then looks for every one of them, in every encoding, in all that is left and in all that was said.
 */
export async function huntSecrets(
  program: Program,
  { secrets: wanted, faults: rounds }: { readonly secrets: number; readonly faults: number },
): Promise<Hunted> {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-hunt-'));
  const keys = await mkdtemp(join(tmpdir(), 'walletwatch-hunt-keys-'));
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const echo = await startEcho();
  const planted: Planted = new Map();
  const said: (readonly [string, string])[] = [];
  const amiss: string[] = [];
  const data = join(folder, 'data');
  const environment = {
    DATA_DIR: data,
    MASTER_KEY_FILE: join(keys, 'master.key'),
    LOG_LEVEL: 'trace',
    CACHE_SECONDS: '0',
    PROVIDER_DEADLINE_MS: '600',
  };
  const cli = async (words: readonly string[], input = '', code = 0): Promise<string> => {
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
  /** Adds a connection with these credentials, all of them planted. */
  const connect = async (
    name: string,
    provider: string,
    settings: Readonly<Record<string, unknown>>,
    secrets: Readonly<Record<string, string>>,
  ) => {
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
    const told = await askControl(controlPath(data), 'connection add', input, systemClock);
    said.push([`connection add ${name}`, told?.lines.join('\n') ?? '']);
    if (told?.exitCode !== 0) amiss.push(`connection ${name} was not added`);
  };

  try {
    await cli(['key', 'init']);
    await cli(['operator', 'add', 'acme']);
    await cli(['grant', 'add', 'console:local', 'acme', '--role', 'admin']);

    const bot = startProgram(program.main, [], folder, { ...environment, CONSOLE: '1' });
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
    // Credentials that no provider takes, sent to one that repeats them.
    const digest = (value: string) => createHash('md5').update(value).digest('hex');
    for (let index = 0; planted.size < wanted - 9; index++) {
      const settings = { baseUrl: `${echo.origin}/${index}` };
      const [one, two] = [newSecret(index, 'header'), newSecret(index + 1, 'any')];
      if (index % 4 === 0)
        await connect(
          `e${index}`,
          'payatom',
          { ...settings, email: 'a@example.com' },
          { apiKey: one, token: newSecret(1, 'header'), password: two },
        );
      if (index % 4 === 1)
        await connect(`e${index}`, 'wallets-api', settings, { username: one, password: two });
      if (index % 4 === 2)
        await connect(`e${index}`, 'wallets-api', settings, {
          apiKey: one,
          apiSecret: newSecret(3, 'header'),
        });
      if (index % 4 === 3)
        await connect(
          `e${index}`,
          'airpay',
          { ...settings, merchantId: '1' },
          {
            username: one,
            password: two,
            secret: newSecret(index, 'any'),
            wallets: JSON.stringify([{ user: 'u1', token: newSecret(5, 'header') }]),
          },
        );
      if (index % 4 === 0) plant(`e${index} MD5 of its password`, digest(two));
    }
    // Credentials in every wrong place.
    const stray = (name: string) => plant(`stray: ${name}`, newSecret(planted.size, 'header'));
    await cli(['connection', 'add', 'acme', 'payatom', '--apiKey', stray('a flag')], '', 2);
    await cli(['connection', 'add', 'acme', 'payatom', '--set', `token=${stray('a setting')}`], '', 2);
    await cli(['connection', 'add', 'acme', 'payatom', '--secrets', stray('the value of --secrets')], '', 2);
    await cli(
      [
        'connection',
        'add',
        'acme',
        'payatom',
        '--set',
        `baseUrl=https://u:${stray('a URL')}@example.com`,
        '--secrets',
        '-',
      ],
      '{}',
      2,
    );
    await cli(
      ['connection', 'add', 'acme', 'payatom', '--set', 'baseUrl=https://example.com', '--secrets', '-'],
      `{"apiKey":"${stray('a value with a line break')}\\n"}`,
      2,
    );
    await cli(
      ['connection', 'add', 'acme', 'payatom', '--secrets', '-'],
      `{"apiKey":"${stray('broken JSON')}`,
      2,
    );
    await cli(
      ['connection', 'rotate', 'acme', 'payatom', '--secrets', '-'],
      JSON.stringify({ apiKey: stray('a refused rotation') }),
      1,
    );
    const botToken = plant('stray: a bot token', `123456789:${randomBytes(24).toString('base64url')}`);
    bot.write(`here is the token: ${stray('a chat')}\n/balance ${botToken}\n`);

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
    if (!ended.out.includes('replaced at the provider')) amiss.push('a key in the chat was not noticed');

    await mkdir(join(folder, 'second'));
    environment.DATA_DIR = join(folder, 'second', 'data');
    await cli(['restore', join(folder, 'backup')]);
    await cli(['connection', 'test', 'acme', 'payatom']);
    await cli(['audit', 'tail', '--lines', '1000']);

    const sinks: (readonly [string, Buffer])[] = said.map(([name, text]) => [name, Buffer.from(text)]);
    for (const [path, bytes] of await readFiles(folder)) sinks.push([path.slice(folder.length), bytes]);
    // The code is told once, by the command that makes it.
    const quiet = sinks.filter(([name]) => !name.startsWith('cli invite'));
    const hits: string[] = [];
    const look = (name: string, value: string, where: readonly (readonly [string, Buffer])[]) => {
      for (const [encoding, form] of Object.entries(encodingsOf(value)))
        for (const [sink, bytes] of where)
          if (bytes.includes(form)) hits.push(`${name}, ${encoding}, in ${sink}`);
    };
    for (const [name, value] of planted) look(name, value, sinks);
    look('an invitation code', code, quiet);
    for (const [path, bytes] of await readFiles(keys)) {
      for (const [, key = ''] of bytes.toString().matchAll(/"([\w-]{43})"/g))
        look(`a key of ${path}`, key, sinks);
    }
    const bytes = sinks.reduce((sum, [, sink]) => sum + sink.length, 0);
    return { secrets: planted.size, faults: Math.min(rounds, faults.length), bytes, hits, amiss };
  } finally {
    await sandbox.close();
    echo.close();
    await rm(folder, { recursive: true, force: true });
    await rm(keys, { recursive: true, force: true });
  }
}
