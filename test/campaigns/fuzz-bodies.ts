/**
 * Mutated bodies of every provider's cases: `tsx test/campaigns/fuzz-bodies.ts [count] [seed] [provider ...]`. Each must
 * result in a reading or a `ProviderError`, without NaN or infinite numbers. Prints the figures; exits 1 on a violation.
 */
import { ProviderError, type Reason, reasons } from '../../src/core/errors/errors.ts';
import type { Provider } from '../../src/core/provider/provider.ts';
import { json } from '../../src/http/json.ts';
import { xml } from '../../src/http/xml.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { providers } from '../../src/providers/index.ts';
import { ask, type Case, type CaseBook, openCase, readCases } from '../contracts/cases.ts';
import { mutateBody } from '../contracts/mutate.ts';
import { badNumbers, originOfStubs, stubPort } from '../contracts/stubs.ts';

interface Tally {
  runs: number;
  readings: number;
  slowest: number;
  readonly faults: Map<Reason, number>;
  readonly violations: string[];
}

const [count = 100_000, firstSeed = 1] = process.argv.slice(2, 4).map(Number);
const wanted = process.argv.slice(4);
const chosen = wanted.length === 0 ? providers : providers.filter(({ id }) => wanted.includes(id));
const subjects = chosen.flatMap((provider) => {
  const book = readCases(provider.id);
  return book.cases.map((theCase) => ({ provider, book, theCase }));
});

const tally: Tally = { runs: 0, readings: 0, slowest: 0, faults: new Map(), violations: [] };
for (let run = 0; run < count; run++) {
  const subject = subjects[run % subjects.length];
  if (subject === undefined) break;
  await tryOut(subject, firstSeed + run);
}
print();
process.exitCode = tally.runs === count && tally.violations.length === 0 ? 0 : 1;

async function tryOut(
  { provider, book, theCase }: { provider: Provider; book: CaseBook; theCase: Case },
  seed: number,
): Promise<void> {
  const http = stubPort(theCase, book, (body) => mutateBody(body, seed));
  const connection = openCase(provider, book.shared, theCase, originOfStubs, () => ({ http, json, xml }));
  const started = systemClock.mono();
  const outcome = await ask(connection, theCase).catch((thrown: unknown) => ({ thrown }));
  tally.slowest = Math.max(tally.slowest, systemClock.mono() - started);
  tally.runs += 1;

  const where = `${provider.id}/${theCase.id} seed ${seed}`;
  const bad = badNumbers(outcome);
  if (bad.length > 0) tally.violations.push(`${where}: no number at ${bad.join(' ')}`);
  if (!isThrown(outcome)) tally.readings += 1;
  else if (outcome.thrown instanceof ProviderError && reasons.includes(outcome.thrown.reason)) {
    const { reason } = outcome.thrown;
    tally.faults.set(reason, (tally.faults.get(reason) ?? 0) + 1);
  } else tally.violations.push(`${where}: threw ${String(outcome.thrown)}`);
}

function isThrown(outcome: unknown): outcome is { readonly thrown: unknown } {
  return typeof outcome === 'object' && outcome !== null && 'thrown' in outcome;
}

function print(): void {
  const faults = [...tally.faults].sort(([, a], [, b]) => b - a);
  const lines = [
    `cases       ${subjects.length} of ${chosen.map(({ id }) => id).join(', ')}`,
    `runs        ${tally.runs}`,
    `readings    ${tally.readings}`,
    ...faults.map(([reason, times]) => `  ${reason.padEnd(16)} ${times}`),
    `slowest     ${tally.slowest.toFixed(1)} ms`,
    `violations  ${tally.violations.length}`,
    ...tally.violations.slice(0, 20),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
