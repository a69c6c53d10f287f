import type { Reader } from '../../src/core/format/format.ts';
import type { Decimal } from '../../src/core/money/decimal.ts';
import { money } from '../../src/core/money/money.ts';
import {
  amount,
  code,
  column,
  fields,
  heading,
  identifier,
  line,
  moment,
  note,
  reply,
  strong,
  table,
  text,
  time,
} from '../../src/core/reply/build.ts';
import type { Content, Inline, Reply } from '../../src/core/reply/types.ts';
import type { Instant } from '../../src/core/time/clock.ts';

/** The reader of every golden file. */
export const reader: Reader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };

/** 20 November 2026, 12:00 in Kolkata. */
export const noon: Instant = Date.UTC(2026, 10, 20, 6, 30);

/** Names, references and messages as an attacker may choose them. Every renderer must make them harmless. */
export const hostile: readonly string[] = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\',
  '\u009b2J\u009b1;1H',
  '\u0000nul\u0008\u007fdel',
  'first\nsecond\r\nthird\rfourth',
  'line\u2028separator\u2029paragraph\u0085next',
  '\u202egnp.exe\u202c',
  '\u2066isolate\u2069\u200f\u061c',
  'zero\u200bwidth\u200c\u200d\u2060\ufeff\u00ad',
  'half \ud83d surrogate \udc00',
  '\ufffe\uffff\ufdd0 nonsense',
  '\u{e0041}\u{e0042}tags\u{e007f}',
  '\ue000private\u{f0000}',
  `z${'\u0301'.repeat(200)}algo`,
  '\u3164\u115f\u2800 blank letters',
  '*bold* _it_ ~s~ `code` ||spoiler||',
  '<b>bold</b> <script>alert(1)</script> &lt; &amp; &#60;',
  '[text](https://evil.example) ![](https://evil.example/x.png)',
  '<!channel> <!here> <@U012AB3CD> <#C012AB3CD> @everyone @channel',
  '<https://evil.example|Your bank>',
  ':warning: https://evil.example tg://user?id=1',
  '/grant telegram:1 demo admin',
  '=HYPERLINK("https://evil.example")',
  '+1-1 -2+3 @SUM(A1)',
  '₹9,99,999.00 available',
  '```\nfence\n```',
  'quote \' double " back \\ slash / percent % brace {} $x',
  'वॉलेट ओमप्रकाश ওয়ালেট محفظة',
  '钱包余额 지갑 ウォレット',
  '👨‍👩‍👧‍👦 🇮🇳 ❤️ 1️⃣',
  'ﷺ'.repeat(5),
  'word'.repeat(100),
  '7'.repeat(200),
  ' \t ',
  '',
];

const inr = (digits: string): Inline => amount(money(digits as Decimal, 'INR'));

const accountColumns = [
  column('Account', 1),
  column('State', 3),
  column('Used', 4, 'right'),
  column('Limit', 2, 'right'),
  column('Available', 1, 'right'),
  column('Number', 5),
];

const accountRows: readonly (readonly Content[])[] = [
  [
    identifier('upi', 'user@upi'),
    'active',
    inr('300.00'),
    inr('1000.00'),
    inr('700.00'),
    identifier('account', '342434334343'),
  ],
  [
    identifier('upi', 'a.rather.long.name.of.a.shop@okhdfcbank'),
    'inactive',
    inr('3308694'),
    inr('999999999999999999.99'),
    inr('-12.5'),
    identifier('account', '000123456789012345'),
  ],
  [identifier('phone', '919876543210'), 'usage not tracked', 'unknown', inr('0'), 'unknown', ''],
];

/** Sample replies with every kind of block and inline, and with every hostile string in every place. */
export const gallery: readonly { readonly name: string; readonly reply: Reply }[] = [
  { name: 'a summary alone', reply: reply('No such command. Did you mean /balance?', []) },
  {
    name: 'headings, text and notes',
    reply: reply('12 of 400 below 10 %', [
      heading('12 of 400 below 10 %'),
      text(['Sample operator, ', strong('main'), ', as of ', time(noon), '.']),
      text([
        'Read ',
        moment(noon),
        '. Send ',
        line('/help balance'),
        ' or read ',
        { kind: 'link', text: 'the guide', url: 'https://example.com/guide' },
        ' at ',
        { kind: 'link', text: 'https://example.com', url: 'https://example.com' },
        '.',
      ]),
      note('info', 'Usage is not tracked for 3 accounts.'),
      note('warning', 'The provider lists 12 accounts as active but counts 11.'),
      note('problem', ['No answer from ', strong('backup'), ' within 8 seconds. Its figures are missing.']),
    ]),
  },
  {
    name: 'figures',
    reply: reply('Figures', [
      fields([
        { label: 'Balance', value: inr('3308694.00') },
        { label: 'Below zero', value: inr('-50') },
        { label: 'Fine', value: inr('0.1250') },
        { label: 'Yen', value: amount(money('10000.00' as Decimal, 'JPY')) },
        { label: 'Yen with decimals', value: amount(money('10000.50' as Decimal, 'JPY')) },
        { label: 'Dinar', value: amount(money('1.234' as Decimal, 'KWD')) },
        { label: 'Dirham', value: amount(money('-1234567.89' as Decimal, 'AED')) },
        { label: 'Unresolved', value: amount(money('12.3400' as Decimal, '#7')) },
        { label: 'Provider’s own', value: amount(money('5.00' as Decimal, 'PTS', 2)) },
        { label: 'Several', value: [inr('1'), ' of ', inr('2'), ' used'] },
        { label: 'Nothing', value: 'unknown' },
      ]),
    ]),
  },
  {
    name: 'a table, a page and actions',
    reply: {
      summary: '3 accounts',
      blocks: [
        heading('3 accounts'),
        table(accountColumns, accountRows, { caption: ['Sample operator, ', strong('main')], paged: true }),
        text(['As of ', moment(noon)]),
      ],
      page: { number: 2, of: 1600, rows: 40000, previous: '/accounts', next: '/accounts page 3' },
      actions: [
        { label: 'Inactive', line: '/accounts inactive', style: 'primary' },
        { label: 'Cut off', line: '/unbind demo', style: 'danger' },
      ],
    },
  },
  {
    name: 'figures of several currencies below each other',
    reply: reply('Wallets', [
      table(
        [column('Id', 1, 'right'), column('Name', 3), column('Balance', 1, 'right'), column('Type', 2)],
        [
          ['101', '钱包', amount(money('1500.5' as Decimal, 'USD')), 'PREPAID'],
          ['102', 'Plain', amount(money('-20' as Decimal, 'EUR')), 'POSTPAID'],
          ['103', 'वॉलेट', amount(money('10000' as Decimal, 'JPY')), 'PREPAID'],
          ['9', '👨‍👩‍👧 family', amount(money('0.001' as Decimal, 'BHD')), ''],
        ],
      ),
    ]),
  },
  {
    name: 'code, a picture and a file',
    reply: reply('Usage', [
      code('/summary [date] [action_date|c_date]\n  /summary 31-12-2023 c_date\n\n/summary today'),
      { kind: 'picture', bytes: new Uint8Array(12_345), type: 'image/png', alt: 'Usage over seven days' },
      { kind: 'file', bytes: new Uint8Array(999), name: 'accounts.csv', type: 'text/csv' },
      { kind: 'file', bytes: new Uint8Array(2_500_000), name: 'all.xlsx', type: 'application/octet-stream' },
    ]),
  },
  {
    name: 'tables without rows or columns',
    reply: reply('Nothing', [
      text('No accounts.'),
      table(accountColumns, [], { caption: 'No rows' }),
      table([], [[], []]),
    ]),
  },
  { name: 'hostile strings in every place', reply: hostileReply(hostile) },
];

/** A reply with the given strings in every place of a string. */
export function hostileReply(strings: readonly string[]): Reply {
  const all = (make: (value: string) => Inline): Inline[] => strings.flatMap((value) => [make(value), ' ']);
  return {
    summary: strings.join(' '),
    blocks: [
      heading(all((value) => value)),
      text(all(strong)),
      text(all(line)),
      text(all((value) => identifier('name', value))),
      text(all((value) => ({ kind: 'link', text: value, url: `https://example.com/?${value}` }))),
      note('warning', strings),
      fields(strings.map((value) => ({ label: value, value }))),
      table(
        [column('Name', 1), column(strings[0] ?? '', 2), column('Figure', 1, 'right')],
        strings.map((value) => [value, identifier('upi', value), inr('1234.50')]),
        { caption: all((value) => value) },
      ),
      code(strings.join('\n')),
      ...strings.map(
        (alt) => ({ kind: 'picture', bytes: new Uint8Array(1), type: 'image/png', alt }) as const,
      ),
      ...strings.map((name) => ({ kind: 'file', bytes: new Uint8Array(1), name, type: name }) as const),
    ],
    actions: strings.map((value) => ({ label: value, line: `/balance ${value}` })),
    page: { number: 1, of: 2, rows: 3, next: strings.join(' ') },
  };
}
