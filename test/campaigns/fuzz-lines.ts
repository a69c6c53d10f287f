import fc from 'fast-check';
import { parseRequest } from '../../src/engine/answer/request.ts';
import { fakeCommands } from '../engine/answer/commands.ts';
import { anyLine } from '../engine/answer/lines.ts';

/**
 * 200,000 command lines through tokenize, resolve and bind: each is bound or answered with a sentence.
 * Run: `npx tsx test/campaigns/fuzz-lines.ts [lines] [seed]`.
 */
const [lines = 200_000, seed = 20261120] = process.argv.slice(2).map(Number);
const commands = fakeCommands();
const outcomes = { bound: 0, answered: 0, thrown: 0, sentenceless: 0, unstable: 0, slowest: 0 };
const started = performance.now();

for (const text of fc.sample(anyLine, { numRuns: lines, seed })) {
  const before = performance.now();
  try {
    const request = parseRequest(text, commands, () => commands);
    outcomes.slowest = Math.max(outcomes.slowest, performance.now() - before);
    if (request.kind === 'reply') {
      outcomes.answered += 1;
      if (!/[.?]$/.test(request.reply.summary)) outcomes.sentenceless += 1;
    } else {
      outcomes.bound += 1;
      const again = parseRequest(request.line, commands, () => commands);
      if (again.kind === 'reply' || again.line !== request.line) outcomes.unstable += 1;
    }
  } catch {
    outcomes.thrown += 1;
  }
}

const { slowest, ...counts } = outcomes;
process.stdout.write(
  `${Object.entries({ lines, seed, ...counts })
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}, slowest ${slowest.toFixed(2)} ms, ${Math.round(performance.now() - started)} ms in all\n`,
);
process.exitCode = outcomes.thrown + outcomes.sentenceless + outcomes.unstable === 0 ? 0 : 1;
