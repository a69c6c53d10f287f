/**
 * Every fault of the sandbox, lasting, through the real client and each provider, with alerts open from before: whether
 * blindness is told of in time, whether anything open is cleared that is not over, whether anything false fires. Prints
 * figures; exits 1 when anything is wrong. `alerts-blind [polls] [provider]`
 */
import { systemClock } from '../../../src/observe/clock.ts';
import { type SandboxProvider, sandboxProviders } from '../../../src/sandbox/connections.ts';
import { faults } from '../../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { type Endured, endure } from '../../engine/alerts/faulted.ts';

/** A fault that does not blind, and what it does. */
interface Other {
  /** `right`: the figures are right. `renamed`: accounts are called otherwise. `believed`: nobody could tell it from the truth. */
  readonly kind: 'right' | 'renamed' | 'believed';
  readonly why: string;
}

const right = (why: string): Other => ({ kind: 'right', why });
const everywhere: Readonly<Record<string, Other>> = {
  'byte order mark': right('it is skipped'),
  'blanks around the body': right('they are skipped'),
  'JSON called HTML': right('the body is what counts'),
  'content-encoding: identity': right('it is no encoding'),
  'header named __proto__': right('nobody reads it'),
  'unrequested second answer': right('it comes after the right one, and is thrown away'),
  late: right('slow, and within the deadline'),
  'numbers for texts': right('their digits are the same'),
  'bytes that are no UTF-8': right('they stand in a field that nobody reads'),
};
const others: Readonly<Record<SandboxProvider, Readonly<Record<string, Other>>>> = {
  payatom: {
    ...everywhere,
    '1e999 for every number': right('the available limit is missing then, and limit minus used is the same'),
    '9007199254740993 for every number': { kind: 'believed', why: 'so much is left, it says in good form' },
    'Devanagari digits': { kind: 'renamed', why: 'account numbers are others' },
    'grouped digits': { kind: 'renamed', why: 'account numbers are others' },
  },
  airpay: {
    ...everywhere,
    'keys named __proto__': right('nobody reads them'),
    'null for texts': right('the balance is a number'),
  },
  'wallets-api': {
    ...everywhere,
    'keys named __proto__': right('nobody reads them'),
    'null for texts': right('balances are numbers'),
    'Devanagari digits': right('balances are numbers'),
    'grouped digits': right('balances are numbers'),
    '9007199254740993 for every number': { kind: 'renamed', why: 'every wallet has that id' },
  },
};

/** Five minutes and a poll. */
const longest = 6;

function judge(seen: Endured, other: Other | undefined): readonly string[] {
  const { before, after, fired, blindAfter, blindNotices, sightNotices, falseClears } = seen;
  const wrong: string[] = [];
  if (before.length === 0) wrong.push('nothing was open');
  const isKept = before.every((id) => after.includes(id));
  if (other?.kind !== 'believed' && (falseClears > 0 || !isKept)) wrong.push(`cleared ${falseClears}`);
  const strange = fired.filter((rule) => rule !== 'blind');
  if (other?.kind !== 'renamed' && strange.length > 0) wrong.push(`fired ${strange.join(', ')}`);
  if (other === undefined) {
    if (blindAfter === undefined || blindAfter > longest) wrong.push(`blind after ${blindAfter} polls`);
    if (blindNotices !== 1 || sightNotices !== 1) {
      wrong.push(`${blindNotices} notices of blindness, ${sightNotices} of sight`);
    }
  } else if (other.kind === 'right' && blindNotices > 0) wrong.push('blind, and the figures are right');
  return wrong;
}

const polls = Number(process.argv[2] ?? 8);
const chosen = sandboxProviders.filter((each) => process.argv[3] === undefined || each === process.argv[3]);
const violations: string[] = [];

async function tryAll(provider: SandboxProvider): Promise<void> {
  const started = performance.now();
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  let [blind, slowest, clears, wrong] = [0, 0, 0, 0];
  for (const fault of faults) {
    const seen = await endure(sandbox, provider, fault, polls);
    if (seen.blindNotices > 0) blind += 1;
    slowest = Math.max(slowest, seen.blindAfter ?? 0);
    const other = others[provider][fault.name];
    if (other?.kind !== 'believed') clears += seen.falseClears;
    const found = judge(seen, other);
    if (found.length > 0) wrong += 1;
    violations.push(...found.map((what) => `${provider} x ${fault.name}: ${what}`));
  }
  await sandbox.close();
  process.stdout.write(
    `${provider}: ${faults.length} faults for ${polls} polls each, ${blind} blind and told of after ${slowest} polls at most, ${Object.keys(others[provider]).length} that do not blind by their nature, ${clears} false clears, ${wrong} with a violation, ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

await Promise.all(chosen.map(tryAll));
for (const [name, { why }] of Object.entries(others[chosen[0] ?? 'payatom'])) {
  process.stdout.write(`  not blind: ${name} (${why})\n`);
}
process.stdout.write(violations.map((line) => `VIOLATION ${line}\n`).join(''));
process.exitCode = violations.length === 0 ? 0 : 1;
