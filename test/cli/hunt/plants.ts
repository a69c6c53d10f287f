import { createHash, randomBytes } from 'node:crypto';
import type { Installation } from './installation.ts';

/** Characters that encodings write differently, so that a search for one form could miss the others. */
const specials = ['a"b\\c', 'x y', 'ü€', '%41+', "q'=&?", '</b>', '日本'];

function newSecret(index: number, kind: 'header' | 'any'): string {
  const core = randomBytes(12).toString(index % 2 === 0 ? 'hex' : 'base64url');
  return kind === 'header' ? core : `${core}${specials[index % specials.length]}${core.slice(0, 6)}`;
}

/** Plants credentials until there are `upTo`, in connections to a provider that rejects and echoes them. */
export async function plantRefused(installation: Installation, origin: string, upTo: number): Promise<void> {
  const { planted, plant, connect } = installation;
  const digest = (value: string) => createHash('md5').update(value).digest('hex');
  for (let index = 0; planted.size < upTo; index++) {
    const settings = { baseUrl: `${origin}/${index}` };
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
}

/** Plants credentials in every wrong place. */
export async function plantMisplaced(
  installation: Installation,
  write: (text: string) => void,
): Promise<void> {
  const { planted, plant, cli } = installation;
  const misplaced = (name: string) => plant(`misplaced: ${name}`, newSecret(planted.size, 'header'));
  await cli(['connection', 'add', 'acme', 'payatom', '--apiKey', misplaced('a flag')], '', 2);
  await cli(['connection', 'add', 'acme', 'payatom', '--set', `token=${misplaced('a setting')}`], '', 2);
  await cli(
    ['connection', 'add', 'acme', 'payatom', '--secrets', misplaced('the value of --secrets')],
    '',
    2,
  );
  await cli(
    [
      'connection',
      'add',
      'acme',
      'payatom',
      '--set',
      `baseUrl=https://u:${misplaced('a URL')}@example.com`,
      '--secrets',
      '-',
    ],
    '{}',
    2,
  );
  await cli(
    ['connection', 'add', 'acme', 'payatom', '--set', 'baseUrl=https://example.com', '--secrets', '-'],
    `{"apiKey":"${misplaced('a value with a line break')}\\n"}`,
    2,
  );
  await cli(
    ['connection', 'add', 'acme', 'payatom', '--secrets', '-'],
    `{"apiKey":"${misplaced('broken JSON')}`,
    2,
  );
  await cli(
    ['connection', 'rotate', 'acme', 'payatom', '--secrets', '-'],
    JSON.stringify({ apiKey: misplaced('a rejected rotation') }),
    1,
  );
  const botToken = plant('misplaced: a bot token', `123456789:${randomBytes(24).toString('base64url')}`);
  write(`here is the token: ${misplaced('a chat')}\n/balance ${botToken}\n`);
}
