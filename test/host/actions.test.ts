import { chmod, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connections } from '../../src/core/access/records.ts';
import { everything, openTestHost, type TestHost } from './host.ts';

let test: TestHost;
const asha = 'telegram:101';
const group = 'telegram:-500';
const planted = '5e7400972fdf1a693a4b2411d8a98a16d7b34c24';

beforeAll(async () => {
  test = await openTestHost();
  await test.run('operator add', { id: 'acme', name: 'Acme' });
  await test.run('operator add', { id: 'zenith', name: 'Zenith' });
  await test.run('connection add', test.connectionTo('payatom', { name: 'main' }));
  await test.run('grant add', { principal: asha, operator: 'acme', role: 'viewer' });
});
afterAll(() => test.close());

const payatom = (more: object) => {
  const base = { baseUrl: 'https://pay.example.com', email: 'a@example.com' };
  return {
    operator: 'acme',
    provider: 'payatom',
    name: 'other',
    settings: base,
    secrets: { apiKey: planted },
    ...more,
  };
};

/** Action, input, exit code, and a part of each expected line. */
const refusals: readonly (readonly [string, unknown, number, readonly string[]])[] = [
  ['operator add', { id: 'ACME', name: 'x' }, 2, ['lower-case letters']],
  ['operator add', { id: '', name: 'x' }, 2, ['1 to 32']],
  ['operator add', { id: '__proto__', name: 'x' }, 2, ['lower-case letters']],
  ['operator add', { name: 'x' }, 2, ['An id has']],
  ['operator add', { id: 'new', name: '' }, 2, ['1 to 64 characters']],
  ['operator add', { id: 'new', name: 'a\nb' }, 2, ['on one line']],
  ['operator add', { id: 'acme', name: 'x' }, 1, ['already: choose another id']],
  ['operator remove', { id: 'acme' }, 1, ['used by 1 connection, 1 grant: remove those first']],
  ['operator remove', { id: 'absent' }, 1, ['operator list']],
  ['connection add', payatom({ provider: 'payatm' }), 2, ['there are payatom, airpay, wallets-api']],
  ['connection add', payatom({ operator: 'absent' }), 1, ['operator add absent']],
  ['connection add', payatom({ name: 'main' }), 1, ['connection rotate acme main']],
  ['connection add', payatom({ name: 'Bad Name' }), 2, ['lower-case letters']],
  ['connection add', payatom({ settings: {} }), 2, ['baseUrl is missing']],
  ['connection add', payatom({ settings: { baseUrl: 'http://pay.example.com' } }), 2, ['Write https']],
  ['connection add', payatom({ settings: { baseUrl: 'http://127.0.0.1.example.com' } }), 2, ['Write https']],
  [
    'connection add',
    payatom({ settings: { baseUrl: `https://x:${planted}@example.com` } }),
    2,
    ['Take them out'],
  ],
  [
    'connection add',
    payatom({ settings: { curency: 'INR', colour: 'red' }, secrets: {} }),
    2,
    ['baseUrl is missing', 'curency, colour: no such setting', 'There is no credential'],
  ],
  [
    'connection add',
    payatom({ secrets: { apiKey: `${planted}\n`, token: planted, pin: '1' } }),
    2,
    ['apiKey does not fit', 'pin', 'token needs'],
  ],
  ['connection add', payatom({ secrets: undefined }), 2, ['expected record']],
  ['connection test', { operator: 'acme', name: 'gone' }, 1, ['connection list']],
  ['connection remove', { operator: 'acme', name: 'gone' }, 1, ['connection list']],
  ['connection rotate', { operator: 'acme', name: 'gone', secrets: {} }, 1, ['connection list']],
  ['connection rotate', { operator: 'acme', name: 'main', secrets: {} }, 2, ['There is no credential']],
  [
    'connection rotate',
    { operator: 'acme', name: 'main', secrets: { apiKey: planted } },
    1,
    ['the old ones are unchanged', 'key-refused', 'not called', 'clock: ok'],
  ],
  ['grant add', { principal: '@asha', operator: 'acme', role: 'viewer' }, 2, ['only ids are safe']],
  ['grant add', { principal: 'telegram:asha', operator: 'acme', role: 'viewer' }, 2, ['only ids are safe']],
  ['grant add', { principal: asha, operator: 'acme', role: 'owner' }, 2, ['viewer, manager, admin']],
  ['grant add', { principal: asha, operator: 'absent', role: 'viewer' }, 1, ['operator list']],
  [
    'grant add',
    { principal: asha, operator: 'acme', role: 'viewer', expires: 'soon' },
    2,
    ['12h, 90d or 26w'],
  ],
  ['grant add', { principal: asha, operator: 'acme', role: 'viewer', expires: '0d' }, 2, ['12h, 90d or 26w']],
  [
    'grant add',
    { principal: asha, operator: 'acme', role: 'viewer', expires: '9999d' },
    2,
    ['at most 3650d'],
  ],
  ['grant remove', { principal: 'telegram:102', operator: 'acme' }, 1, ['grant list']],
  ['bind add', { chat: 'here', operator: 'acme' }, 2, ['/whoami shows it in that chat']],
  ['bind add', { chat: group, operator: 'absent' }, 1, ['operator list']],
  ['bind remove', { chat: group, operator: 'acme' }, 1, ['bind list']],
  ['subscribe add', { chat: group, operator: 'acme' }, 1, ['is not bound to acme', `bind add ${group} acme`]],
  ['subscribe add', { chat: group, operator: 'absent' }, 1, ['operator list']],
  ['subscribe remove', { chat: group, operator: 'acme' }, 1, ['subscribe list']],
  ['invite create', { operator: 'absent', role: 'viewer' }, 1, ['operator list']],
  ['invite create', { operator: 'acme', role: 'boss' }, 2, ['viewer, manager, admin']],
  ['key retire', { id: 'first' }, 1, ['is active']],
  ['key retire', { id: 'second' }, 1, ['the key ring contains first']],
  ['audit tail', { limit: 0 }, 2, ['']],
];

describe('an action that cannot be done', () => {
  it.each(refusals)(
    '%s %o changes nothing and returns %i with the reason',
    async (name, input, exitCode, parts) => {
      const before = await everything(test.state.store);
      const { exitCode: actual, lines } = await test.run(name, input);
      expect(actual).toBe(exitCode);
      expect(lines).toHaveLength(parts.length);
      for (const [index, part] of parts.entries()) expect(lines[index]).toContain(part);
      expect(lines.join()).not.toContain(planted);
      expect(await everything(test.state.store)).toEqual(before);
    },
  );

  it('is in the audit with its outcome if its input was valid', async () => {
    await test.run('grant remove', { principal: 'telegram:103', operator: 'acme' });
    const [outcome, request] = await test.state.store.audit.read({ limit: 2 });
    expect(request).toMatchObject({ what: 'grant remove', about: 'telegram:103 acme' });
    expect(request).not.toHaveProperty('outcome');
    expect(outcome).toMatchObject({ what: 'grant remove', outcome: 'not done' });
  });
});

describe('a connection', () => {
  const storedRecord = (name: string) =>
    test.state.store.read((view) => view.get(connections, `acme/${name}`));

  it('has new credentials after a rotation that the provider accepts', async () => {
    await test.run('connection add', test.connectionTo('payatom', { name: 'turning' }));
    const before = await storedRecord('turning');
    const [, others] = test.sandbox.connections[0]?.otherSecrets ?? [];
    const result = await test.run('connection rotate', {
      operator: 'acme',
      name: 'turning',
      secrets: others,
    });
    expect(result.exitCode).toBe(0);
    expect(Object.keys((await storedRecord('turning'))?.secrets ?? {})).toEqual([
      'token',
      'verificationCode',
    ]);
    expect((await storedRecord('turning'))?.settings).toEqual(before?.settings);
  });

  it('that is removed while its new credentials are tested stays removed', async () => {
    await test.run('connection add', test.connectionTo('payatom', { name: 'short' }));
    const { secrets } = test.connectionTo('payatom');
    const rotation = test.run('connection rotate', { operator: 'acme', name: 'short', secrets });
    await test.run('connection remove', { operator: 'acme', name: 'short' });
    expect((await rotation).exitCode).toBe(1);
    expect(await storedRecord('short')).toBeUndefined();
  });

  it('that is added during a key rotation is never encrypted with a retired key', async () => {
    for (let round = 0; round < 10; round++) {
      const name = `turn-${round}`;
      const ring = JSON.parse(await readFile(test.place.file, 'utf8')) as { active: string };
      await Promise.all([
        test.run('key add'),
        test.run('connection add', test.connectionTo('wallets-api', { name })),
        test.run('key rewrap'),
        test.run('key retire', { id: ring.active }),
      ]);
      const { lines } = await test.run('connection test', { operator: 'acme', name });
      expect(lines[0]).toBe('wallets: ok, 3 wallets');
    }
  });
});

describe('the doctor', () => {
  let test: TestHost;
  beforeEach(async () => {
    test = await openTestHost();
    await test.run('operator add', { id: 'acme', name: 'Acme' });
    await test.run('connection add', test.connectionTo('wallets-api'));
    return () => test.close();
  });
  const page = async () => {
    const { exitCode, lines } = await test.run('doctor');
    return [exitCode, lines.join('\n')];
  };

  it('names the next setup step', async () => {
    expect(await page()).toEqual([0, expect.stringContaining('next: npm run -s walletwatch -- grant add')]);
  });

  it('names a provider that is unreachable and one that rejects the key', async () => {
    const secrets = { token: planted.repeat(2) };
    await test.run('connection add', test.connectionTo('wallets-api', { name: 'wrong', secrets }));
    expect(await page()).toEqual([1, expect.stringContaining('acme/wrong wallets: key-refused. ')]);
    await test.sandbox.close();
    expect(await page()).toEqual([1, expect.stringContaining('wallets: unreachable. ')]);
  });

  it('names a clock that is wrong', async () => {
    test.setClockWrong(-120_000);
    const [exitCode, text] = await page();
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /acme\/wallets-api clock: this machine is .+ behind the provider\. Synchronize it with NTP\./,
    );
    expect((await test.run('connection test', { operator: 'acme', name: 'wallets-api' })).exitCode).toBe(1);
  });

  it('names credentials that cannot be decrypted and a provider that no longer exists', async () => {
    const record = await test.state.store.read((view) => view.get(connections, 'acme/wallets-api'));
    if (record === undefined) throw new Error('no record');
    await test.state.store.transact(async (change) => {
      await change.put(connections, 'acme/moved', { ...record, id: 'moved' });
      await change.put(connections, 'acme/old', { ...record, id: 'old', provider: 'bygone' });
    });
    const [exitCode, text] = await page();
    expect(exitCode).toBe(1);
    expect(text).toContain('acme/moved: its credentials cannot be decrypted.');
    expect(text).toContain('connection rotate acme moved');
    expect((await test.run('connection test', { operator: 'acme', name: 'moved' })).lines).toEqual([
      expect.stringContaining('The credentials cannot be decrypted'),
    ]);
    expect((await test.run('key rewrap')).lines).toEqual([expect.stringContaining('cannot be decrypted')]);
  });

  it('names the first bad record of the audit', async () => {
    const [file] = [`${test.settings.DATA_DIR}/audit-000000000001.jsonl`];
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('operator add', 'operator axd'));
    expect(await page()).toEqual([
      1,
      expect.stringContaining('audit: record 1 (audit-000000000001.jsonl, line 2)'),
    ]);
    expect((await test.run('audit verify')).exitCode).toBe(1);
    await writeFile(file, text);
  });

  it('returns 78 if the key ring becomes unreadable', async () => {
    await chmod(test.place.file, 0o644);
    expect(await test.run('key rewrap')).toMatchObject({
      exitCode: 78,
      lines: [expect.stringContaining('chmod 600')],
    });
  });
});
