import fc from 'fast-check';
import { renderAnswer } from '../../adapters/console/render.ts';
import { readDecimal } from '../../src/core/money/decimal.ts';
import { money } from '../../src/core/money/money.ts';
import { amount, column, reply, table } from '../../src/core/reply/build.ts';
import { json } from '../../src/http/json.ts';

/**
 * 1,000,000 amounts from the bytes of a provider to the text on the console, equal in value: JSON numbers and strings
 * of up to 18 digits and 4 decimals, in currencies with 0, 2, 3 and an unknown number of decimals. The expected text is
 * computed from the digits alone. Only an amount with more decimals than its currency has a remark.
 * Run: `npx tsx test/campaigns/amounts.ts [amounts] [seed]`.
 */
const [amounts = 1_000_000, seed = 20261120] = process.argv.slice(2).map(Number);
const reader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };
const perAnswer = 1000;

/** Code, precision according to the provider, and decimals according to ISO 4217. */
const currencies = [
  ['INR', undefined, 2],
  ['BDT', undefined, 2],
  ['USD', 2, 2],
  ['JPY', undefined, 0],
  ['KWD', undefined, 3],
  ['BHD', 3, 3],
  ['XPT', 1, 1],
  ['PTS', 2, 2],
  ['#7', undefined, undefined],
] as const;

const digit = fc.constantFrom(...'0123456789');
const wireAmount = fc.record({
  minus: fc.boolean(),
  whole: fc.oneof(
    fc.string({ unit: digit, minLength: 1, maxLength: 18 }),
    fc.constantFrom(
      '0',
      '9'.repeat(18),
      '9007199254740993',
      '4503599627370497',
      '10000',
      '100000000000000000',
    ),
  ),
  places: fc.oneof(
    fc.string({ unit: digit, maxLength: 4 }),
    fc.constantFrom('00', '10', '0000', '50', '05', '99'),
  ),
  quoted: fc.boolean(),
  currency: fc.constantFrom(...currencies),
});
type WireAmount = typeof wireAmount extends fc.Arbitrary<infer T> ? T : never;

const counts = { amounts: 0, numbers: 0, strings: 0, flagged: 0, unequal: 0, unread: 0, misflagged: 0 };
const violations: string[] = [];
const started = performance.now();

for (let batch = 0; counts.amounts < amounts; batch++) {
  const size = Math.min(perAnswer, amounts - counts.amounts);
  const wires = fc.sample(wireAmount, { numRuns: size, seed: seed + batch });
  const body = `{"rows": [${wires.map((wire) => `{"amount": ${literal(wire)}}`).join(',\n')}]}`;
  const { rows } = json.parse(body, batch % 2 === 0 ? 'value' : 'text') as {
    rows: readonly { amount: unknown }[];
  };
  const cells = wires.map(({ currency: [code, precision] }, index) => {
    const decimal = readDecimal(rows[index]?.amount);
    return decimal === undefined ? 'unread' : amount(money(decimal, code, precision));
  });
  const answer = reply('Amounts', [
    table(
      [column('Row', 1), column('Amount', 1, 'right')],
      cells.map((cell, index) => [`r${index};`, cell]),
    ),
  ]);
  const lines = renderAnswer(answer, reader, undefined).trimEnd().split('\n').slice(1);
  for (const [index, wire] of wires.entries()) check(wire, lines[index] ?? '', index);
}

for (const violation of violations.slice(0, 10)) process.stdout.write(`${violation}\n`);
process.stdout.write(
  `${Object.entries({ seed, ...counts })
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}, ${Math.round(performance.now() - started)} ms\n`,
);
process.exitCode = violations.length === 0 && counts.amounts === amounts ? 0 : 1;

/** The amount in the body. A JSON number has no leading zeros; a string may. */
function literal({ minus, whole, places, quoted }: WireAmount): string {
  const digits = `${quoted ? whole : whole.replace(/^0+(?=\d)/, '')}${places === '' ? '' : `.${places}`}`;
  const signed = minus ? `-${digits}` : digits;
  return quoted ? `"${signed}"` : signed;
}

function check(wire: WireAmount, line: string, index: number): void {
  const { minus, whole, places, currency } = wire;
  counts.amounts += 1;
  counts[wire.quoted ? 'strings' : 'numbers'] += 1;
  const size = BigInt(whole + places.padEnd(4, '0'));
  const expected = minus ? -size : size;
  const shown = new RegExp(`^r${index}; +(-?)[^\\d(]*([\\d,]+)(?:\\.(\\d{1,4}))?(?!\\d)`).exec(line);
  const usual = currency[2] ?? 4;
  const odd = /[1-9]/.test(places.slice(usual));
  if (line.includes('(odd decimals)')) counts.flagged += 1;
  if (line.includes('(odd decimals)') !== odd) report('misflagged', wire, line);
  if (shown === null) {
    report('unread', wire, line);
    return;
  }
  const [, sign, grouped = '', decimals = ''] = shown;
  const value = BigInt(grouped.replaceAll(',', '') + decimals.padEnd(4, '0'));
  if ((sign === '-' ? -value : value) !== expected) report('unequal', wire, line);
}

function report(what: 'unequal' | 'unread' | 'misflagged', wire: WireAmount, line: string): void {
  counts[what] += 1;
  violations.push(`${what}: ${literal(wire)} ${wire.currency[0]} shows as ${JSON.stringify(line)}`);
}
