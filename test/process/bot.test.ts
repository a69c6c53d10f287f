import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readLine } from '../../adapters/console/inbound.ts';
import { keyFileOf, openState } from '../../src/app/state.ts';
import { startBot } from '../../src/bot.ts';
import type { Adapter, AdapterPorts, RunningAdapter } from '../../src/core/chat/adapter.ts';
import { SetupError } from '../../src/core/errors/errors.ts';
import { renderPlain } from '../../src/core/reply/plain.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { createScrubber } from '../../src/observe/scrub.ts';
import { type BotSettings, readSettings } from '../../src/settings.ts';
import { initKeyRing } from '../../src/vault/key-file.ts';
import { quietLog } from '../store/folder.ts';

let folder = '';
let events: string[] = [];
let settings: BotSettings;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-bot-'));
  const place = { DATA_DIR: join(folder, 'data'), MASTER_KEY_FILE: join(folder, 'key') };
  settings = readSettings({ ...place, CONSOLE: '1', LOG_LEVEL: 'silent' });
  await initKeyRing(keyFileOf(settings), 'first');
  events = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** An adapter that records its calls and passes its ports to the test. */
function recordingAdapter(
  id: string,
  overrides: Partial<RunningAdapter> = {},
  onOpen = (_: AdapterPorts) => {},
) {
  return {
    id,
    settings: z.object({}),
    open(_settings: unknown, ports: AdapterPorts): RunningAdapter {
      onOpen(ports);
      return {
        ended: new Promise(() => {}),
        start: async () => void events.push(`${id} started`),
        stop: async () => void events.push(`${id} stopped`),
        ...overrides,
      };
    },
  } satisfies Adapter;
}

/** Opens and closes the state, which fails while another owner has it locked. */
async function expectUnlocked(): Promise<void> {
  const state = await openState(keyFileOf(settings), {
    clock: systemClock,
    log: quietLog,
    scrubber: createScrubber(),
  });
  await state.close();
}

describe('startBot', () => {
  it('answers command lines of an adapter from the sandbox if nothing is configured', async () => {
    const opened: AdapterPorts[] = [];
    const bot = await startBot(
      readSettings({ LOG_LEVEL: 'silent', MASTER_KEY_FILE: join(folder, 'absent') }),
      {
        adapters: [recordingAdapter('console', {}, (ports) => opened.push(ports))],
      },
    );
    const [ports] = opened;
    const line = readLine('/balance', false);
    if (ports === undefined || line === undefined) throw new Error('not opened');
    const reply = renderPlain(await ports.answer(line), { reader: ports.reader });
    expect(reply).toContain('sample data');
    expect(reply).toContain('₹700.00');
    await bot.stop();
    expect(events).toEqual(['console started', 'console stopped']);
  });

  it('writes log lines to the given sink', async () => {
    const lines: string[] = [];
    const bot = await startBot(
      { ...settings, LOG_LEVEL: 'info' },
      {
        adapters: [recordingAdapter('console', {}, ({ log }) => log.info('opened'))],
        logSink: { write: (text) => lines.push(text) },
      },
    );
    await bot.stop();
    expect(lines.join('')).toContain('"msg":"opened"');
  });

  it('resolves “ended” when every adapter has ended', async () => {
    const bot = await startBot(settings, {
      adapters: [recordingAdapter('console', { ended: Promise.resolve() })],
    });
    await bot.ended;
    await bot.stop();
    await expectUnlocked();
  });

  it('stops adapters in reverse order, once', async () => {
    const bot = await startBot(settings, {
      adapters: [recordingAdapter('slack'), recordingAdapter('console')],
    });
    await bot.stop();
    await bot.stop();
    expect(events.slice(2)).toEqual(['console stopped', 'slack stopped']);
    await expectUnlocked();
  });

  it.each(['start', 'open'])('stops everything that was opened if an adapter fails to %s', async (stage) => {
    const fail = () => {
      throw new SetupError(['The token is wrong.']);
    };
    const failing =
      stage === 'open'
        ? recordingAdapter('slack', {}, fail)
        : recordingAdapter('slack', { start: async () => fail() });
    const adapters = [failing, recordingAdapter('console')];
    await expect(startBot(settings, { adapters })).rejects.toThrow('The token is wrong.');
    expect(events).toContain('console stopped');
    await expectUnlocked();
  });
});
