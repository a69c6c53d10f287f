import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackLimits } from '../../../adapters/slack/limits.ts';
import { payloadOf } from '../../../adapters/slack/render/payload.ts';
import {
  type Message,
  renderSlackReply,
  renderText,
  withNotice,
} from '../../../adapters/slack/render/render.ts';
import type { Decimal } from '../../../src/core/money/decimal.ts';
import { money } from '../../../src/core/money/money.ts';
import { amount, column, heading, note, reply, table, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Active } from '../../emulators/slack/blocks.ts';
import { checkMessage, type TakenMessage } from '../../emulators/slack/message.ts';
import { gallery, hostile, hostileReply, noon, reader } from '../gallery.ts';

/** The message as the emulator accepts it; throws if it is refused. */
function accept(message: Message): TakenMessage {
  const checked = checkMessage(payloadOf(message), []);
  if (checked.kind === 'refused') throw new Error(`${checked.error}: ${checked.faults.join('; ')}`);
  return checked.message;
}

const shownOf = (given: Reply) => renderSlackReply(given, reader).flatMap((message) => accept(message).shown);
const activeOf = (given: Reply) =>
  renderSlackReply(given, reader).flatMap((message) => accept(message).active);
const isForeign = ({ kind, value }: Active) =>
  kind !== 'date' && !(kind === 'link' && value.startsWith('https://example.com/'));

const manyRows = (count: number) =>
  table(
    [column('Account', 1), column('Left', 1, 'right'), column('State', 2)],
    Array.from({ length: count }, (_, index) => [
      `account-${index}@bank`,
      amount(money(`${index}.50` as Decimal, 'INR')),
      'active',
    ]),
  );

describe('a reply as Slack messages', () => {
  it.each(gallery.map(({ name, reply: given }) => [name, given] as const))(
    'matches its golden file: %s',
    async (name, given) => {
      const messages = renderSlackReply(given, reader);
      for (const message of messages) accept(message);
      await expect(`${JSON.stringify(messages, undefined, 1)}\n`).toMatchFileSnapshot(
        `../../golden/slack/${name.replace(/\W+/g, '-')}.json`,
      );
    },
  );

  it('is within every limit with the mark of a possible repeat', () => {
    for (const { reply: given } of gallery) {
      for (const message of renderSlackReply(given, reader))
        accept(withNotice(message, 'Possible repeat: '.repeat(5)));
    }
  });

  it('shows every row of a table of 400, in order, with complete figures', () => {
    const given = reply('400 accounts', [heading('400 accounts'), manyRows(400)]);
    const shown = shownOf(given);
    const names = shown.filter((each) => each.startsWith('account-'));
    expect(names).toEqual(Array.from({ length: 400 }, (_, index) => `account-${index}@bank`));
    expect(shown).toContain('₹399.50');
    for (const message of renderSlackReply(given, reader)) {
      expect(message.blocks?.filter(({ type }) => type === 'table').length ?? 0).toBeLessThanOrEqual(1);
    }
  });

  it('ends with a remark if it is longer than ten messages', () => {
    const messages = renderSlackReply(reply('Many', [manyRows(4000)]), reader);
    expect(messages).toHaveLength(slackLimits.messages);
    expect(accept(messages.at(-1) ?? { text: '' }).shown.at(-1)).toMatch(/rest does not fit/);
  });

  it('shows a second table of a message as aligned text', () => {
    const given = reply('Two', [manyRows(3), heading('More'), manyRows(2)]);
    const [message] = renderSlackReply(given, reader);
    expect(message?.blocks?.map(({ type }) => type)).toEqual(['table', 'rich_text', 'rich_text']);
    expect(JSON.stringify(message)).toContain('account-1@bank');
  });

  it('shows times in the reader’s time zone, with ours as the fallback', () => {
    const given = reply('Time', [text(['as of ', { kind: 'time', at: noon, style: 'moment' }])]);
    expect(activeOf(given)).toEqual([{ kind: 'date', value: String(noon / 1000) }]);
    expect(shownOf(given)).toEqual(['as of ', '20 Nov 2026, 12:00:00 IST']);
  });

  it('has a text besides its blocks, in which nothing is linked or unfurled', () => {
    const [message] = renderSlackReply(reply('<!channel> https://evil.example & more', [text('x')]), reader);
    const payload = payloadOf(message ?? { text: '' });
    expect(payload).toMatchObject({ mrkdwn: false, parse: 'none', unfurl_links: false, unfurl_media: false });
    expect(payload.text).toBe('&lt;!channel&gt; https://evil.example &amp; more');
    expect(accept(message ?? { text: '' }).active).toEqual([]);
  });

  it('contains no foreign mention, link or channel, whatever the names are', () => {
    const names = fc.array(
      fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 60 })),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(names, (strings) => {
        const given = hostileReply(strings);
        expect(activeOf(given).filter(isForeign)).toEqual([]);
        for (const message of renderText(given, reader)) expect(accept(message).active).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('drops only actions that cannot be buttons', () => {
    const actions = [
      { label: ' ', line: '/balance' },
      { label: 'x'.repeat(200), line: '/accounts' },
      { label: 'gone', line: 'y'.repeat(2001) },
      { label: 'First', line: '/one', style: 'primary' },
      { label: 'Second', line: '/two', style: 'primary' },
    ] as const;
    const [message] = renderSlackReply({ ...reply('Buttons', [text('x')]), actions }, reader);
    const [, block] = message?.blocks ?? [];
    const buttons = block?.type === 'actions' ? block.elements : [];
    const values = buttons.map((each) => (each.type === 'button' ? [each.value, each.style] : []));
    expect(values).toEqual([
      ['/balance', undefined],
      ['/accounts', undefined],
      ['/one', 'primary'],
      ['/two', undefined],
    ]);
    accept(message ?? { text: '' });
  });

  it('shows a note’s tone in words', () => {
    expect(shownOf(reply('x', [note('problem', 'No answer.')])).join('')).toBe('Problem: No answer.');
  });
});
