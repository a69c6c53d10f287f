import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, column, heading, note, reply, table, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { cutPage } from '../../../src/engine/answer/page.ts';
import { fakeCommands } from './commands.ts';
import { alone, asker, type Door, grantOf, group, openDoor } from './door.ts';

function list(rows: readonly string[]): Reply {
  return reply(`${rows.length} accounts.`, [
    heading(`${rows.length} accounts`),
    text('Lowest first.'),
    note('problem', 'One connection did not answer.'),
    table(
      [column('account', 1)],
      rows.map((row) => [row]),
      { paged: true },
    ),
    code('end'),
  ]);
}

const numbered = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `row ${from + index}`);

function rowsOf({ blocks }: Reply): readonly unknown[] {
  return blocks.flatMap((block) => (block.kind === 'table' ? block.rows.flat() : []));
}

describe('the pages of a reply', () => {
  it('hold every row once and in order, and lead to each other', () => {
    fc.assert(
      fc.property(fc.nat(130), fc.integer({ min: 1, max: 40 }), fc.boolean(), (count, rows, share) => {
        const whole = list(numbered(count));
        const seen: unknown[] = [];
        const pages = Math.max(1, Math.ceil(count / rows));
        for (let number = 1; number <= pages; number++) {
          const page = cutPage(whole, { number, rows, line: '/accounts main', share });
          seen.push(...rowsOf(page));
          const tail = share ? ' share' : '';
          expect(page.page?.next).toBe(
            number < pages ? `/accounts main page ${number + 1}${tail}` : undefined,
          );
          expect(page.page?.previous).toBe(
            number > 1 ? `/accounts main page ${number - 1}${tail}` : undefined,
          );
          expect(page.page?.rows).toBe(pages === 1 ? undefined : count);
        }
        expect(seen).toEqual(numbered(count));
      }),
      { numRuns: 300 },
    );
  });

  it('after the first keep the headline and the table', () => {
    const whole = list(numbered(45));
    const first = cutPage(whole, { rows: 20, line: '/accounts' });
    expect(first.blocks.map(({ kind }) => kind)).toEqual(['heading', 'text', 'note', 'table', 'code']);
    const second = cutPage(whole, { number: 2, rows: 20, line: '/accounts' });
    expect(second.blocks.map(({ kind }) => kind)).toEqual(['heading', 'table', 'note']);
    expect(second.blocks.at(-1)).toMatchObject({ content: 'The notes are on page 1.' });
    expect(second).toMatchObject({ page: { number: 2, of: 3, rows: 45 } });
  });

  it('are one where nothing is cut, unless a page is asked for', () => {
    const whole = list(numbered(45));
    expect(cutPage(whole, { rows: 'all', line: '/accounts' })).toBe(whole);
    expect(rowsOf(cutPage(whole, { number: 3, rows: 'all', line: '/accounts' }))).toEqual(numbered(5, 41));
  });

  it('end: the one behind gets one sentence and the last page', () => {
    expect(cutPage(list(numbered(45)), { number: 4, rows: 20, line: '/accounts' })).toEqual({
      summary: 'There is no page 4: the last page is 3.',
      blocks: [{ kind: 'text', content: 'There is no page 4: the last page is 3.' }],
      actions: [{ label: '/accounts page 3', line: '/accounts page 3' }],
    });
    const short = cutPage(list(numbered(3)), { number: 2, rows: 20, line: '/accounts' });
    expect(short).toMatchObject({
      summary: 'There is no page 2: this reply has one page.',
      actions: [{ line: '/accounts' }],
    });
  });

  it('do not exist for a reply without a list, which comes whole', () => {
    const whole = reply('No such account.', [text('No such account.')]);
    expect(cutPage(whole, { number: 2, rows: 20, line: '/accounts' })).toBe(whole);
  });
});

/** A door whose every run of a command has one more row, from a different number. */
function growingDoor() {
  let runs = 0;
  const door: Door = openDoor(
    fakeCommands(() => {
      runs += 1;
      return list(numbered(40 + runs, runs * 100));
    }),
  );
  door.grants.push(grantOf('op-a'));
  return { ...door, runs: () => runs };
}

const anew = 'The earlier reading has expired, so the figures were read again. Rows may have moved.';

describe('a page belongs to the reading it was cut from', () => {
  it('while that is kept: nothing runs again, but it is on record', async () => {
    const { say, runs, audited } = growingDoor();
    const first = await say('/accounts active');
    expect(first.page).toMatchObject({ number: 1, of: 3, next: '/accounts active page 2' });
    const second = await say(first.page?.next ?? '');
    expect(rowsOf(second)).toEqual(numbered(20, 120));
    expect(rowsOf(await say('/accounts active page 3'))).toEqual(['row 140']);
    expect(rowsOf(await say('/accounts active page 1'))).toEqual(numbered(20, 100));
    expect(JSON.stringify(second)).not.toContain(anew);
    expect(runs()).toBe(1);
    expect(audited.map(({ what }) => what)).toEqual(Array(4).fill('accounts'));
  });

  it('and says so when it is gone and was read anew', async () => {
    const { say, runs, clock } = growingDoor();
    await say('/accounts');
    await clock.advance(600_001);
    const late = await say('/accounts page 2');
    expect(rowsOf(late)).toEqual(numbered(20, 220));
    expect(late.blocks.at(-1)).toEqual({ kind: 'note', tone: 'info', content: anew });
    expect(rowsOf(await say('/accounts page 3'))).toEqual(numbered(2, 240));
    expect(runs()).toBe(2);
  });

  it('which a new question replaces', async () => {
    const { say } = growingDoor();
    await say('/accounts');
    await say('/accounts');
    expect(rowsOf(await say('/accounts page 2'))).toEqual(numbered(20, 220));
  });

  it.each<[string, Parameters<Door['say']>, (door: Door) => void]>([
    ['line', ['/accounts active page 2'], () => {}],
    [
      'asker',
      ['/accounts page 2', { principal: 'chat:8' }],
      ({ grants }) => grants.push({ ...grantOf('op-a'), principal: 'chat:8' }),
    ],
    ['chat', ['/accounts page 2', { chat: group }], () => {}],
    ['set of operators', ['/accounts page 2'], ({ grants }) => grants.push(grantOf('op-b'))],
    ['role', ['/accounts page 2'], ({ grants }) => grants.splice(0, 1, grantOf('op-a', 'admin'))],
  ])('and not to that of another %s', async (_, asked, change) => {
    const door = growingDoor();
    await door.say('/accounts');
    change(door);
    expect(rowsOf(await door.say(...asked))).toEqual(numbered(20, 220));
  });

  it('and is refused like any other answer when access is lost', async () => {
    const { say, grants, runs } = growingDoor();
    await say('/accounts');
    grants.length = 0;
    expect((await say('/accounts page 2')).summary).toMatch(/^You do not have access/);
    expect(runs()).toBe(1);
  });

  it('also where nothing is cut unless asked for', async () => {
    const { answer, runs } = growingDoor();
    const line = { principal: asker, chat: alone, origin: 'typed', pageRows: 'all' } as const;
    expect(rowsOf(await answer({ ...line, text: '/accounts' }))).toHaveLength(41);
    expect(rowsOf(await answer({ ...line, text: '/accounts page 3' }))).toEqual(['row 140']);
    expect(runs()).toBe(1);
  });
});
