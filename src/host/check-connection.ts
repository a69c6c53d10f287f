import { type Fault, faultOf, ProviderError } from '../core/errors/errors.ts';
import { explainFault } from '../core/errors/text.ts';
import { accountsOf } from '../core/figures/accounts.ts';
import type { Capability, Connection } from '../core/provider/provider.ts';
import type { Millis } from '../core/time/clock.ts';
import { formatDuration } from '../core/time/duration.ts';

/** The result of calling every capability of a connection that needs no argument. */
export interface CheckResult {
  readonly answers: readonly CheckedCapability[];
  /** Whether the provider rejected the credentials; false if it could not be reached. */
  readonly keyRefused: boolean;
  /** The provider's clock minus ours; absent if its responses carry no date. */
  readonly skew?: Millis;
  /** Capabilities that are absent because a credential is missing. */
  readonly lacks: Connection['lacks'];
}

interface CheckedCapability {
  readonly capability: Capability;
  /** The number of rows, such as `2 accounts`. */
  readonly found?: string;
  readonly fault?: Fault;
}

/** Calls each list of a connection once, in sequence. */
export async function checkConnection(connection: Connection): Promise<Omit<CheckResult, 'skew'>> {
  const { can } = connection;
  const calls: readonly (readonly [Capability, (() => Promise<string>) | undefined])[] = [
    ['accounts', can.accounts && (() => count('account', can.accounts?.({}, {}).then(accountsOf)))],
    ['limits', can.limits && (() => count('account', can.limits?.({}, {}).then(accountsOf)))],
    ['balances', can.balances && (() => count('balance', can.balances?.({}, {}).then(requireAll)))],
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
  for (const [capability, call] of calls) {
    if (call === undefined) continue;
    answers.push(
      await call().then(
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

/** Renders one line for each capability; a failure names its fix. */
export function renderCheck({ answers, lacks, skew }: CheckResult): readonly string[] {
  const lines = answers.map(({ capability, found, fault }) => {
    return fault === undefined
      ? `${capability}: ok, ${found}`
      : `${capability}: ${fault.reason}. ${explainFault(fault)}`;
  });
  const missing = lacks.map(
    ({ capability, secrets }) => `${capability}: not called, needs ${secrets.join(' and ')}`,
  );
  return [...lines, ...missing, ...(skew === undefined ? [] : [clockLine(skew)])];
}

/** Whether every call succeeded and the provider's clock agrees with ours. */
export function isHealthy({ answers, skew = 0 }: CheckResult): boolean {
  return answers.every(({ fault }) => fault === undefined) && Math.abs(skew) <= maxSkew;
}

/** With a larger difference, a signature that contains the date fails around midnight. */
const maxSkew: Millis = 60_000;

function clockLine(skew: Millis): string {
  if (Math.abs(skew) <= maxSkew) return 'clock: ok';
  const side = skew > 0 ? 'behind' : 'ahead of';
  return `clock: this machine is ${formatDuration(Math.abs(skew))} ${side} the provider. Synchronize it with NTP.`;
}

/** Throws the first failed balance: each one is read with its own credential. */
function requireAll(
  readings: Awaited<ReturnType<NonNullable<Connection['can']['balances']>>>,
): readonly unknown[] {
  for (const reading of readings)
    if (reading.kind === 'fail') throw new ProviderError(reading.fault.reason, reading.fault);
  return readings;
}

async function count(noun: string, rows: Promise<readonly unknown[]> | undefined): Promise<string> {
  const { length } = (await rows) ?? [];
  return `${length} ${noun}${length === 1 ? '' : 's'}`;
}
