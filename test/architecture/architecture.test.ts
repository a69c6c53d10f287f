import { describe, expect, it } from 'vitest';
import { homeFaults } from './homes.ts';
import { layerFaults } from './layers.ts';
import { nameLeaks } from './names.ts';
import { roomFaults } from './rooms.ts';
import { readSources, type Sources } from './sources.ts';

const tree = readSources();

/** The tree with one more file in it. */
const planted = (path: string, source: string): Sources => new Map([...tree, [path, source]]);

describe('the layer rule', () => {
  it('holds on the tree, and looked at something', () => {
    const { faults, edges } = layerFaults(tree);
    expect(tree.size).toBeGreaterThan(40);
    expect(edges).toBeGreaterThan(100);
    expect(faults).toEqual([]);
  });

  it.each([
    ['src/core/planted.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/core/planted.ts', "import { answer } from '../engine/answer.ts';"],
    ['src/core/planted.ts', "import pino from 'pino';"],
    ['src/engine/planted.ts', "import { createHttpClient } from '../http/client.ts';"],
    ['src/engine/planted.ts', "export { balance } from '../commands/balance.ts';"],
    ['src/commands/figures/planted.ts', "import { grant } from '../admin/grant.ts';"],
    ['src/commands/shared/planted.ts', "import { balance } from '../figures/balance.ts';"],
    ['src/commands/figures/planted.ts', "import { z } from 'zod';"],
    ['src/bot.ts', "import { runProgram } from './cli/program.ts';"],
    ['src/app/planted.ts', "import { createHost } from '../host/host.ts';"],
    ['src/engine/alerts/poll/planted.ts', "import { evaluate } from '../evaluate/evaluate.ts';"],
    ['src/engine/alerts/evaluate/planted.ts', "import { reroute } from '../deliver/reroute.ts';"],
    ['src/engine/alerts/deliver/planted.ts', "import { createObserver } from '../poll/observe.ts';"],
    ['src/providers/payatom/planted.ts', "import { read } from '../airpay/read.ts';"],
    ['src/providers/payatom/planted.ts', "const { request } = await import('undici');"],
    ['src/providers/payatom/planted.ts', "import { connect } from 'node:net';"],
    ['adapters/console/planted.ts', "import { createAnswer } from '../../src/engine/answer/answer.ts';"],
    ['src/http/planted.ts', "import { main } from '../main.ts';"],
  ])('fails on a violation planted in %s: %s', (path, source) => {
    expect(layerFaults(planted(path, source)).faults).toHaveLength(1);
  });
});

describe('the order of an adapter’s rooms', () => {
  it('is kept by all imports', () => {
    expect(roomFaults(tree)).toEqual([]);
  });

  it.each([
    ['adapters/telegram/send/planted.ts', "import { readUpdate } from '../receive/inbound.ts';"],
    ['adapters/slack/render/planted.ts', "export { answerAsk } from '../respond/conversation.ts';"],
    [
      'adapters/slack/respond/planted.ts',
      "import { type Inbound, readInbound } from '../receive/inbound.ts';",
    ],
  ])('is violated by an import planted in %s: %s', (path, source) => {
    expect(roomFaults(planted(path, source))).toHaveLength(1);
  });

  it('allows types of an earlier room and values of a later one', () => {
    const source =
      "import type { Event } from '../receive/inbound.ts';\nimport { type Inbound } from '../receive/inbound.ts';\nimport { deliver } from '../send/deliver.ts';";
    expect(roomFaults(planted('adapters/telegram/respond/planted.ts', source))).toEqual([]);
  });
});

describe('the name rule', () => {
  it('holds on the tree', () => {
    expect(nameLeaks(tree)).toEqual([]);
  });

  it.each([
    ['src/core/planted.ts', "export const title = 'Payatom';"],
    ['src/engine/planted.ts', 'export function mergeAirpayWallets() {}'],
    ['src/commands/planted.ts', "if (source.connection.provider === 'wallets-api') {}"],
    ['src/core/planted.ts', "export const local = 'console:local';"],
    ['adapters/console/planted.ts', "export const like = 'airpay';"],
  ])('fails on a name planted in %s: %s', (path, source) => {
    expect(nameLeaks(planted(path, source))).toHaveLength(1);
  });

  it('lets comments and examples name a spoke', () => {
    const source = "// Airpay says 503\nexport const it = { examples: ['/balance airpay'] };";
    expect(nameLeaks(planted('src/commands/planted.ts', source))).toEqual([]);
  });
});

describe('the one-home rule', () => {
  it('holds on the tree', () => {
    expect(homeFaults(tree)).toEqual([]);
  });

  it.each([
    ['src/main.ts', 'const token = process.env.TOKEN;'],
    ['src/engine/planted.ts', 'const now = Date.now();'],
    ['src/engine/planted.ts', 'const now = new Date();'],
    ['src/sandbox/planted.ts', 'setTimeout(() => {}, 5);'],
    ['src/providers/payatom/planted.ts', 'await fetch(url);'],
    ['src/engine/planted.ts', "console.log('x');"],
    ['src/engine/planted.ts', 'const key = secret.reveal();'],
    ['src/http/planted.ts', 'const tls = { rejectUnauthorized: false };'],
    ['src/providers/payatom/planted.ts', 'const amount = z.coerce.number();'],
  ])('fails on a use planted in %s: %s', (path, source) => {
    expect(homeFaults(new Map([[path, source]]))).toHaveLength(1);
  });
});
