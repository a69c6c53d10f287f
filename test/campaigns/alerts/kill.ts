/**
 * Kills a process with alerts: once at every boundary of the disk and of the chat platform, while an incident fires, is
 * acknowledged, moves to another chat and is resolved; then at random moments, with a platform that fails, drops and
 * refuses calls. Prints figures; exits 1 if an alert is lost, repeated without a mark, or out of order, or if the state is
 * corrupt.
 * `alerts-kill [random kills] [--random]`: at random only
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupBy } from '../../../src/core/async/group-by.ts';
import { createRandom } from '../../store/lossy-disk.ts';
import { buildChild, inLanes, startScript } from '../store/children.ts';

interface Taken {
  readonly what: string;
  readonly chat: string;
  readonly text: string;
}

const parent = mkdtempSync(join(tmpdir(), 'walletwatch-alerts-'));
const faults: string[] = [];
const lanes = 2;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const repeated = (text: string): boolean => text.includes('Possible repeat');
/** A redirected message is sent in addition to the chat's own card. */
const isRedirected = (text: string): boolean => text.includes('Posted here because');

/** A chat platform that records the accepted messages. `treat` decides on the next one. */
async function openPlatform(treat: (taken: Taken) => 'take' | 'fail' | 'drop' | 'busy' | 'moved') {
  const taken: Taken[] = [];
  let dropped = 0;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const call = JSON.parse(Buffer.concat(chunks).toString()) as Taken;
      const how = treat(call);
      if (how === 'take' || how === 'drop') taken.push(call);
      if (how === 'drop') {
        dropped += 1;
        response.destroy();
        return;
      }
      const answer = {
        take: { kind: 'sent', message: String(taken.length) },
        fail: { kind: 'retry' },
        busy: { kind: 'wait', ms: 20 },
        moved: { kind: 'migrated', to: 'red:-100' },
      }[how];
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    taken,
    dropped: () => dropped,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const cardId = ({ text }: Taken): string | undefined => /^([A-Z]\d+) /.exec(text)?.[1];

interface Tally {
  lost: number;
  duplicates: number;
  unmarked: number;
  disorder: number;
}

/** Checks that every copy except the first is marked. */
function count(same: readonly Taken[], what: string, tally: Tally): void {
  const unmarked = same.slice(1).filter(({ text }) => !repeated(text));
  tally.duplicates += same.length - 1;
  tally.unmarked += unmarked.length;
  for (const { text } of unmarked) faults.push(`${what} had again: ${text}`);
}

/** Compares the messages accepted by a platform with the expected ones. */
function check(
  taken: readonly Taken[],
  expected: readonly string[],
  over: readonly string[],
  what: string,
  tally: Tally,
): void {
  for (const platform of ['red', 'blue']) {
    const ofPlatform = taken.filter(({ chat }) => chat.startsWith(platform));
    for (const id of expected) {
      const ofAlert = ofPlatform.filter((each) => cardId(each) === id);
      const cards = ofAlert.filter((each) => each.what === 'send' && !isRedirected(each.text));
      // After a move the messages of a group are posted again in the new chat.
      const perChat = groupBy(cards, ({ chat }) => chat);
      for (const each of perChat.values()) {
        count(each, `${what}: ${platform}`, tally);
      }
      if (cards.length === 0) {
        tally.lost += 1;
        faults.push(`${what}: ${platform} never had ${id}`);
      }
      const clears = ofAlert.filter(({ text, what: how }) => how === 'follow' && text.includes('all clear'));
      const isCleared = clears.length > 0 || cards.some(({ text }) => text.includes('All clear'));
      if (over.includes(id) && !isCleared) {
        tally.lost += 1;
        faults.push(`${what}: ${platform} never had the all clear of ${id}`);
      }
      const follows = ofAlert.filter((each) => each.what === 'follow');
      const kinds = groupBy(
        follows,
        ({ text, chat }) => `${chat} ${text.includes('all clear') ? 'clear' : text.split(':')[1]}`,
      );
      for (const each of kinds.values()) {
        count(each, `${what}: ${platform}`, tally);
      }
      const places = [
        ofAlert.findIndex((each) => each.what === 'send'),
        ofAlert.findIndex(({ text, what: how }) => how === 'follow' && text.includes('acknowledged by')),
        ofAlert.findIndex(({ text, what: how }) => how === 'follow' && text.includes('all clear')),
      ].filter((place) => place >= 0);
      if (places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0))) {
        tally.disorder += 1;
        faults.push(`${what}: ${platform} had ${id} out of order`);
      }
    }
  }
}

const words = (lines: readonly string[], first: string): string[] =>
  (lines.find((line) => line.startsWith(`${first} `)) ?? '')
    .split(' ')
    .slice(1)
    .filter((word) => word !== '');

async function killEverywhere(): Promise<void> {
  const started = performance.now();
  const treat = (acknowledged: boolean[]) => (call: Taken) => {
    if (call.what === 'edit' && call.chat === 'red:1' && call.text.includes('acknowledged by'))
      acknowledged[0] = true;
    return call.chat === 'red:1' && acknowledged[0] === true ? 'moved' : 'take';
  };
  const first = await openPlatform(treat([]));
  const whole = await startScript('alerts', join(parent, 'whole'), first.url, 'story').ended;
  await first.close();
  const calls = Number(words(whole.lines, 'calls')[0] ?? 0);
  if (whole.errors !== '') faults.push(`whole: ${whole.errors}`);
  check(first.taken, ['A1'], ['A1'], 'without a kill', { lost: 0, duplicates: 0, unmarked: 0, disorder: 0 });
  // A kill after a boundary leaves the same state as a kill before the next one.
  const points = Array.from({ length: calls }, (_, index) => index + 1);
  const tally: Tally = { lost: 0, duplicates: 0, unmarked: 0, disorder: 0 };
  let [killed, corrupt, most] = [0, 0, 0];
  await inLanes(lanes, points, async (at) => {
    const folder = join(parent, `point-${at}`);
    const platform = await openPlatform(treat([]));
    const dead = await startScript('alerts', folder, platform.url, 'story', String(at), 'before').ended;
    if (dead.signal === 'SIGKILL') killed += 1;
    const next = await startScript('alerts', folder, platform.url, 'story').ended;
    const what = `killed before boundary ${at}`;
    if (next.code !== 0 || !next.lines.includes('story resolved')) {
      corrupt += 1;
      faults.push(`${what}: ${next.errors || next.lines.join(', ')}`);
    }
    const before = tally.duplicates;
    check(platform.taken, ['A1'], ['A1'], what, tally);
    most = Math.max(most, tally.duplicates - before);
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });
  print(
    `every boundary: ${calls} boundaries, ${killed} kills, ${tally.lost} lost, ${corrupt} corrupt, ${tally.duplicates} duplicates (${tally.unmarked} unmarked), ${tally.disorder} out of order, ${seconds(started)}`,
  );
  if (killed < 150) faults.push(`only ${killed} kills`);
  if (tally.duplicates > killed) faults.push('more duplicates than kills');
  if (tally.unmarked > 0) faults.push(`${tally.unmarked} duplicates are not marked`);
}

async function killAtRandom(kills: number): Promise<void> {
  const started = performance.now();
  const tally: Tally = { lost: 0, duplicates: 0, unmarked: 0, disorder: 0 };
  let [killed, corrupt, dropped, alerts] = [0, 0, 0, 0];
  await inLanes(
    lanes,
    Array.from({ length: lanes }, (_, lane) => lane),
    async (lane) => {
      const random = createRandom(lane + 7);
      const folder = join(parent, `random-${lane}`);
      let calm = false;
      const platform = await openPlatform(() => {
        const chance = calm ? 1 : random();
        return chance < 0.05 ? 'fail' : chance < 0.08 ? 'drop' : chance < 0.1 ? 'busy' : 'take';
      });
      for (let life = 0; life < kills / lanes; life++) {
        const child = startScript('alerts', folder, platform.url, 'live');
        const early = random() < 0.2;
        if (!early) await child.spoke;
        const until = performance.now() + random() * (early ? 250 : 120);
        while (performance.now() < until) await new Promise<void>((resolve) => setImmediate(resolve));
        child.kill();
        const { signal, errors } = await child.ended;
        if (signal === 'SIGKILL') killed += 1;
        else faults.push(`life ${life} of lane ${lane}: ${errors}`);
      }
      calm = true;
      const last = await startScript('alerts', folder, platform.url, 'rest').ended;
      if (last.code !== 0) {
        corrupt += 1;
        faults.push(`lane ${lane}: ${last.errors}`);
      }
      const shown = [...new Set(platform.taken.map(cardId).filter((id) => id !== undefined))];
      const open = words(last.lines, 'open');
      const known = [...new Set([...shown, ...open, ...words(last.lines, 'over'), ...numbered(shown)])];
      check(
        platform.taken,
        known,
        known.filter((id) => !open.includes(id)),
        `lane ${lane}`,
        tally,
      );
      dropped += platform.dropped();
      alerts += known.length;
      await platform.close();
    },
  );
  print(
    `random: ${killed} kills, ${alerts} alerts to 2 chats, ${dropped} dropped after they were taken, ${tally.lost} lost, ${corrupt} corrupt, ${tally.duplicates} duplicates (${tally.unmarked} unmarked), ${tally.disorder} out of order, ${seconds(started)}`,
  );
  if (tally.duplicates > killed + dropped) faults.push('more duplicates than kills and drops');
  if (tally.unmarked > 0) faults.push(`${tally.unmarked} duplicates are not marked`);
}

/** Ids are assigned in order: all ids up to the last one shown were assigned. */
function numbered(shown: readonly string[]): readonly string[] {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
  const all = [...letters].flatMap((letter) => Array.from({ length: 9 }, (_, n) => `${letter}${n + 1}`));
  const long = [...letters].flatMap((letter) => Array.from({ length: 90 }, (_, n) => `${letter}${n + 10}`));
  const order = [...all, ...long];
  const last = Math.max(...shown.map((id) => order.indexOf(id)));
  return order.slice(0, last + 1);
}

const removeChild = buildChild('alerts');
if (!process.argv.includes('--random')) await killEverywhere();
await killAtRandom(Number(process.argv[2] ?? 1000));
rmSync(parent, { recursive: true, force: true });
removeChild();
for (const fault of faults.slice(0, 20)) print(`FAULT ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
