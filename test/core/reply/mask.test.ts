import { describe, expect, it } from 'vitest';
import {
  column,
  fields,
  heading,
  identifier,
  line,
  note,
  table,
  text,
} from '../../../src/core/reply/build.ts';
import { maskNumber, maskReply } from '../../../src/core/reply/mask.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import { gallery, reader } from '../../adapters/gallery.ts';

const account = identifier('account', '342434334343');
const phone = identifier('phone', '919876543210');

describe('a masked reply', () => {
  it('shows only the last four digits of account and phone numbers, in every block', () => {
    const whole = {
      summary: 'x',
      blocks: [
        heading(account),
        text(['from ', account, ' to ', phone]),
        note('info', phone),
        fields([{ label: 'Number', value: account }]),
        table([column('Number', 1), column('Phone', 1)], [[account, ['p ', phone]]], {
          caption: ['of ', account],
          paged: true,
        }),
      ],
    };
    const masked = maskReply(whole);
    const shown = renderPlain(masked, { reader });
    expect(shown).not.toMatch(/\d{5}/);
    expect(shown.match(/…4343/g)).toHaveLength(5);
    expect(shown.match(/…3210/g)).toHaveLength(3);
    expect(masked.blocks[4]).toMatchObject({ paged: true });
  });

  it('shows names, UPI ids, wallet ids, figures and everything else in full', () => {
    const names = (['name', 'upi', 'wallet'] as const).map((of) => identifier(of, '1234567890'));
    const whole = {
      summary: 'x',
      blocks: [text(names), text(['at 1234567890 ', line('/wallet 1234567890')])],
    };
    expect(renderPlain(maskReply(whole), { reader })).toBe(renderPlain(whole, { reader }));
  });

  it('has the same blocks as the reply', () => {
    for (const { reply } of gallery) {
      const masked = maskReply(reply);
      expect(masked.blocks.map(({ kind }) => kind)).toEqual(reply.blocks.map(({ kind }) => kind));
      expect({ ...masked, blocks: [] }).toEqual({ ...reply, blocks: [] });
    }
  });

  it.each([
    ['342434334343', '…4343'],
    ['12345', '…2345'],
    ['1234', '1234'],
    ['', ''],
  ])('masks %j as %j', (number, shown) => {
    expect(maskNumber(number)).toBe(shown);
  });
});
