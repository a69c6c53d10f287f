/**
 * Lets every fault of the sandbox last, through the real client and each provider, with alerts open from before. Checks
 * that missing data is reported in time, that no alert is cleared falsely and none fires falsely. Prints figures; exits 1
 * on a violation. `alerts-blind [polls] [provider]`
 */
import { systemClock } from '../../../src/observe/clock.ts';
import { type SandboxProvider, sandboxProviders } from '../../../src/sandbox/connections.ts';
import { faults } from '../../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { type Endured, endure } from '../../engine/alerts/faulted.ts';

/** A fault that leaves data readable. */
interface ReadableFault {
  /** `right`: the figures are right. `renamed`: accounts have other names. `believed`: wrong, but cannot be detected. */
  readonly kind: 'right' | 'renamed' | 'believed';
  readonly why: string;
}

const right = (why: string): ReadableFault => ({ kind: 'right', why });
const everywhere: Readonly<Record<string, ReadableFault>> = {
  'byte order mark': right('it is skipped'),
  'blanks around the body': right('they are skipped'),
  'JSON called HTML': right('the body is what counts'),
  'content-encoding: identity': right('it is no encoding'),
  'header named __proto__': right('the field is not read'),
  'unrequested second answer': right('it arrives after the right one, and is dropped'),
  late: right('slow, and within the deadline'),
  'numbers for texts': right('their digits are the same'),
  'bytes that are no UTF-8': right('they are in a field that is not read'),
};
const others: Readonly<Record<SandboxProvider, Readonly<Record<string, ReadableFault>>>> = {
  payatom: {
    ...everywhere,
    '1e999 for every number': right('the available limit is missing then, and limit minus used is the same'),
    '9007199254740993 for every number': { kind: 'believed', why: 'a valid amount' },
    'Devanagari digits': { kind: 'renamed', why: 'account numbers are others' },
    'grouped digits': { kind: 'renamed', why: 'account numbers are others' },
  },
  airpay: {
    ...everywhere,
    'keys named __proto__': right('the fields are not read'),
    'null for texts': right('the balance is a number'),
  },
  'wallets-api': {
    ...everywhere,
    'keys named __proto__': right('the fields are not read'),
    'null for texts': right('balances are numbers'),
    'Devanagari digits': right('balances are numbers'),
    'grouped digits': right('balances are numbers'),
    '9007199254740993 for every number': { kind: 'renamed', why: 'every wallet has that id' },
  },
};

/** Five minutes and a poll. */
const longest = 6;

function violationsOf(seen: Endured, other: ReadableFault | undefined): readonly string[] {
  const { before, after, fired, reportedAfter, noDataNotices, clearNotices, falseClears } = seen;
  const wrong: string[] = [];
  if (before.length === 0) wrong.push('nothing was open');
  const isStillOpen = before.every((id) => after.includes(id));
  if (other?.kind !== 'believed' && (falseClears > 0 || !isStillOpen)) wrong.push(`cleared ${falseClears}`);
  const unexpected = fired.filter((rule) => rule !== 'blind');
  if (other?.kind !== 'renamed' && unexpected.length > 0) wrong.push(`fired ${unexpected.join(', ')}`);
  if (other === undefined) {
    if (reportedAfter === undefined || reportedAfter > longest)
      wrong.push(`reported after ${reportedAfter} polls`);
    if (noDataNotices !== 1 || clearNotices !== 1) {
      wrong.push(`${noDataNotices} notices of missing data, ${clearNotices} of its end`);
    }
  } else if (other.kind === 'right' && noDataNotices > 0)
    wrong.push('reported, although the figures are right');
  return wrong;
}

const polls = Number(process.argv[2] ?? 8);
const chosen = sandboxProviders.filter((each) => process.argv[3] === undefined || each === process.argv[3]);
const violations: string[] = [];

async function tryAll(provider: SandboxProvider): Promise<void> {
  const started = performance.now();
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  let [reported, slowest, clears, wrong] = [0, 0, 0, 0];
  for (const fault of faults) {
    const seen = await endure(sandbox, provider, fault, polls);
    if (seen.noDataNotices > 0) reported += 1;
    slowest = Math.max(slowest, seen.reportedAfter ?? 0);
    const other = others[provider][fault.name];
    if (other?.kind !== 'believed') clears += seen.falseClears;
    const found = violationsOf(seen, other);
    if (found.length > 0) wrong += 1;
    violations.push(...found.map((what) => `${provider} x ${fault.name}: ${what}`));
  }
  await sandbox.close();
  process.stdout.write(
    `${provider}: ${faults.length} sandbox errors for ${polls} polls each, ${reported} reported after ${slowest} polls at most, ${Object.keys(others[provider]).length} with readable data, ${clears} false clears, ${wrong} with a violation, ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

await Promise.all(chosen.map(tryAll));
for (const [name, { why }] of Object.entries(others[chosen[0] ?? 'payatom'])) {
  process.stdout.write(`  readable: ${name} (${why})\n`);
}
process.stdout.write(violations.map((line) => `VIOLATION ${line}\n`).join(''));
process.exitCode = violations.length === 0 ? 0 : 1;
