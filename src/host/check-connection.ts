import { type Fault, faultOf, ProviderError } from '../core/errors/errors.ts';
import { explainFault } from '../core/errors/text.ts';
import { accountsOf } from '../core/figures/accounts.ts';
import type { Capability, Connection } from '../core/provider/provider.ts';
import type { Millis } from '../core/time/clock.ts';
import { formatDuration } from '../core/time/duration.ts';

/** What came of asking a connection once for everything that needs no argument. */
export interface CheckResult {
  readonly answers: readonly CheckedCapability[];
  /** The provider says that the credentials are wrong, as opposed to being out of reach. */
  readonly keyRefused: boolean;
  /** The provider's clock against ours, where its answers tell the time. */
  readonly skew?: Millis;
  /** Capabilities that are not there because a credential was not given. */
  readonly lacks: Connection['lacks'];
}

interface CheckedCapability {
  readonly capability: Capability;
  /** What was found: `2 accounts`. */
  readonly found?: string;
  readonly fault?: Fault;
}

/** Asks each list of a connection once, one after the other. */
export async function checkConnection(connection: Connection): Promise<Omit<CheckResult, 'skew'>> {
  const { can } = connection;
  const questions: readonly (readonly [Capability, (() => Promise<string>) | undefined])[] = [
    ['accounts', can.accounts && (() => count('account', can.accounts?.({}, {}).then(accountsOf)))],
    ['limits', can.limits && (() => count('account', can.limits?.({}, {}).then(accountsOf)))],
    ['balances', can.balances && (() => count('balance', can.balances?.({}, {}).then(answered)))],
    [
      'wallets',
      can.wallets &&
        (() =>
          count(
            'wallet',
            can.wallets?.({}, {}).then(({ wallets }) => wallets),
          )),
    ],
  ];
  const answers: CheckedCapability[] = [];
  for (const [capability, ask] of questions) {
    if (ask === undefined) continue;
    answers.push(
      await ask().then(
        (found) => ({ capability, found }),
        (thrown) => ({ capability, fault: faultOf(thrown) }),
      ),
    );
  }
  const keyRefused = answers.some(
    ({ fault }) => fault?.reason === 'key-refused' || fault?.reason === 'key-missing',
  );
  return { answers, keyRefused, lacks: connection.lacks };
}

/** One line an answer, each fault with its mend. */
export function renderCheck({ answers, lacks, skew }: CheckResult): readonly string[] {
  const lines = answers.map(({ capability, found, fault }) => {
    return fault === undefined
      ? `${capability}: ok, ${found}`
      : `${capability}: ${fault.reason}. ${explainFault(fault)}`;
  });
  const missing = lacks.map(
    ({ capability, secrets }) => `${capability}: not asked, needs ${secrets.join(' and ')}`,
  );
  return [...lines, ...missing, ...(skew === undefined ? [] : [clockLine(skew)])];
}

/** Whether everything that was asked was answered, by a provider whose clock agrees with ours. */
export function isHealthy({ answers, skew = 0 }: CheckResult): boolean {
  return answers.every(({ fault }) => fault === undefined) && Math.abs(skew) <= maxSkew;
}

/** A signature over the day fails around midnight when the clocks differ by more. */
const maxSkew: Millis = 60_000;

function clockLine(skew: Millis): string {
  if (Math.abs(skew) <= maxSkew) return 'clock: ok';
  const side = skew > 0 ? 'behind' : 'ahead of';
  return `clock: this machine is ${formatDuration(Math.abs(skew))} ${side} the provider. Set it by NTP.`;
}

/** The first failed balance fails the question: each is asked with a credential of its own. */
function answered(
  readings: Awaited<ReturnType<NonNullable<Connection['can']['balances']>>>,
): readonly unknown[] {
  for (const reading of readings)
    if (reading.kind === 'fail') throw new ProviderError(reading.fault.reason, reading.fault);
  return readings;
}

async function count(what: string, rows: Promise<readonly unknown[]> | undefined): Promise<string> {
  const { length } = (await rows) ?? [];
  return `${length} ${what}${length === 1 ? '' : 's'}`;
}
