import fc from 'fast-check';
import { payloadOf } from '../../../adapters/slack/render/payload.ts';
import { renderSlackReply, renderText, withNotice } from '../../../adapters/slack/render/render.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { hostile, hostileReply, reader } from '../../adapters/gallery.ts';
import { checkMessage } from '../../emulators/slack/message.ts';

/**
 * Renders 50,000 hostile strings in every kind of block: no payload may be refused, and none may create a mention or a link.
 * Run: `npx tsx test/campaigns/slack/hostile.ts [strings] [seed]`.
 */
const [wanted = 50_000, seed = 20261120] = process.argv.slice(2).map(Number);

const long = fc
  .tuple(fc.constantFrom('x', '&', '<', '\u202e', '👨‍👩‍👧‍👦', '\ud83d'), fc.nat({ max: 10_000 }))
  .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)));
const tokens = [
  '<!channel>',
  '<!here|x>',
  '<@U1>',
  '<#C1>',
  '<!subteam^S1>',
  '<!date^1^{date}|x>',
  '&lt;!channel&gt;',
];
const names = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...hostile) },
  { weight: 10, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  { weight: 10, arbitrary: fc.string({ unit: 'grapheme', maxLength: 80 }) },
  { weight: 10, arbitrary: fc.constantFrom(...tokens, '@all', '#general', 'https://evil.example') },
  {
    weight: 10,
    arbitrary: fc
      .array(fc.constantFrom(...hostile, ...tokens), { maxLength: 3 })
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: long },
);
const batches = fc.array(names, { minLength: 1, maxLength: 25 });

const counts = { strings: 0, payloads: 0, refused: 0, foreign: 0, thrown: 0 };
const started = performance.now();
let slowest = 0;
for (const [index, strings] of fc.sample(batches, { numRuns: Math.ceil(wanted / 5), seed }).entries()) {
  if (counts.strings >= wanted) break;
  counts.strings += strings.length;
  const reply = hostileReply(strings);
  const before = performance.now();
  try {
    const whole = renderSlackReply(reply, reader);
    slowest = Math.max(slowest, performance.now() - before);
    for (const message of [
      ...whole,
      ...whole.map((each) => withNotice(each, deliveryText.repeat)),
      ...renderText(reply, reader),
    ]) {
      counts.payloads += 1;
      const checked = checkMessage(payloadOf(message), []);
      if (checked.kind === 'refused') {
        counts.refused += 1;
        process.stderr.write(`batch ${index}: ${checked.error}: ${checked.faults.slice(0, 3).join('; ')}\n`);
        continue;
      }
      const foreign = checked.message.active.filter(
        ({ kind, value }) =>
          kind !== 'date' && !(kind === 'link' && value.startsWith('https://example.com/')),
      );
      if (foreign.length > 0)
        process.stderr.write(`batch ${index}: ${JSON.stringify(foreign[0]).slice(0, 200)}\n`);
      counts.foreign += foreign.length;
    }
  } catch (thrown) {
    counts.thrown += 1;
    process.stderr.write(`batch ${index}: ${String(thrown)}\n`);
  }
}
process.stdout.write(
  `${Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(
      ', ',
    )}, slowest reply ${slowest.toFixed(1)} ms, ${Math.round(performance.now() - started)} ms in all\n`,
);
process.exitCode = counts.refused + counts.foreign + counts.thrown === 0 && counts.strings >= wanted ? 0 : 1;
