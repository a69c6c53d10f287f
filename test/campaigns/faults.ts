// Runs every provider call under every fault. The call must settle in time with a reason that the fault allows and no
// wrong figure, leak no credential and leave no socket open, and the next healthy call must succeed. Prints the counts;
// exits with 1 on a violation.
import { inspect, isDeepStrictEqual } from 'node:util';
import { faultOf, ProviderError } from '../../src/core/errors/errors.ts';
import type { Connection } from '../../src/core/provider/provider.ts';
import { Secret } from '../../src/core/secret/secret.ts';
import type { Clock } from '../../src/core/time/clock.ts';
import type { Day } from '../../src/core/time/day.ts';
import { createHttpClient } from '../../src/http/client.ts';
import { json } from '../../src/http/json.ts';
import { xml } from '../../src/http/xml.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { providers } from '../../src/providers/index.ts';
import type { SandboxConnection, SandboxProvider } from '../../src/sandbox/connections.ts';
import type { SandboxFaultCase } from '../../src/sandbox/faults/fault.ts';
import { faults } from '../../src/sandbox/faults/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createSkippingClock } from '../fakes/skipping-clock.ts';

const deadline = 500;
const grace = 250;
const day = '31-12-2023' as Day;

interface Call {
  readonly name: string;
  readonly provider: SandboxProvider;
  /** Selects one of the connection's sets of credentials; the first by default. */
  readonly secrets?: (connection: SandboxConnection) => Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly ask: (can: Connection['can']) => Promise<unknown> | undefined;
}

const calls: readonly Call[] = [
  { name: 'payatom accounts', provider: 'payatom', ask: (can) => can.accounts?.({}, {}) },
  { name: 'payatom limits', provider: 'payatom', ask: (can) => can.limits?.({}, {}) },
  {
    name: 'payatom summary',
    provider: 'payatom',
    ask: (can) => can.summary?.({ account: '123456789', day, dateType: 'action_date' }, {}),
  },
  {
    name: 'airpay balances, JSON',
    provider: 'airpay',
    settings: { format: 'json' },
    ask: (can) => can.balances?.({}, {}),
  },
  {
    name: 'airpay balances, XML',
    provider: 'airpay',
    settings: { format: 'xml' },
    ask: (can) => can.balances?.({}, {}),
  },
  { name: 'wallets-api list', provider: 'wallets-api', ask: (can) => can.wallets?.({}, {}) },
  { name: 'wallets-api by id', provider: 'wallets-api', ask: (can) => can.wallet?.({ id: '101' }, {}) },
  {
    name: 'wallets-api list, by login',
    provider: 'wallets-api',
    secrets: ({ otherSecrets }) => otherSecrets.find((set) => 'username' in set) ?? {},
    ask: (can) => can.wallets?.({}, {}),
  },
];

function open(call: Call, sandbox: Sandbox, clock: Clock) {
  const found = sandbox.connections.find(({ provider }) => provider === call.provider);
  const provider = providers.find(({ id }) => id === call.provider);
  if (found === undefined || provider === undefined) throw new Error(call.provider);
  const server = sandbox.servers[call.provider];
  const secrets = call.secrets?.(found) ?? found.secrets;
  const wrapped = Object.fromEntries(
    Object.entries(secrets).map(([field, value]) => [field, new Secret(value)]),
  );
  const client = createHttpClient({ clock, deadline, ca: server.ca, random: () => 0.1 });
  const connect = (origin: string) => {
    const settings = provider.settings.parse({ ...found.settings, ...call.settings, baseUrl: origin });
    return provider.open(settings, provider.secrets.parse(wrapped), { http: client, json, xml, clock });
  };
  return { client, connect, server, secrets: Object.values(secrets).filter((value) => value.length >= 8) };
}

/** Returns every amount in a reading, without trailing zeros. */
function amountsIn(value: unknown): ReadonlySet<string> {
  const amounts = new Set<string>();
  const walk = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return;
    if ('amount' in inner && 'currency' in inner)
      amounts.add(
        String(inner.amount)
          .replace(/(\.\d*?)0+$/, '$1')
          .replace(/\.$/, ''),
      );
    for (const part of Object.values(inner)) walk(part);
  };
  walk(value);
  return amounts;
}

/** Returns the reasons of the failed parts of a reading. */
function faultsWithin(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((part: { kind?: string; fault?: { reason: string } }) =>
    part.kind === 'fail' ? [part.fault?.reason ?? ''] : [],
  );
}

async function tryOne(
  call: Call,
  fault: SandboxFaultCase,
  sandbox: Sandbox,
  healthy: unknown,
): Promise<readonly string[]> {
  const clock = createSkippingClock();
  const { client, connect, server, secrets } = open(call, sandbox, clock);
  const wrong: string[] = [];
  sandbox.faults.set(call.provider, fault);
  const started = systemClock.mono();
  let outcome: unknown;
  try {
    const reading = await call.ask(connect(server.originFor(fault)).can);
    outcome = reading;
    // The exact digits of the response are right, however odd: a double would have changed them to …992.
    const known = new Set([...amountsIn(healthy), '9007199254740993']);
    for (const amount of amountsIn(reading)) if (!known.has(amount)) wrong.push(`wrong figure ${amount}`);
    for (const reason of faultsWithin(reading))
      if (!fault.expect.includes(reason as 'ok')) wrong.push(`reason ${reason}`);
    if (
      faultsWithin(reading).length === 0 &&
      !fault.expect.includes('ok') &&
      !isDeepStrictEqual(reading, healthy)
    ) {
      wrong.push('a reading that differs, without a reason');
    }
  } catch (thrown) {
    outcome = thrown;
    if (!(thrown instanceof ProviderError)) wrong.push(`threw ${String(thrown)}`);
    else if (!fault.expect.includes(faultOf(thrown).reason)) wrong.push(`reason ${faultOf(thrown).reason}`);
  }
  const took = systemClock.mono() - started;
  if (took > deadline + grace) wrong.push(`took ${Math.round(took)} ms`);
  const shown = [
    inspect(outcome, { depth: null, showHidden: true }),
    JSON.stringify(outcome),
    String(outcome),
  ].join();
  if (secrets.some((secret) => shown.includes(secret))) wrong.push('a secret');
  slowest = Math.max(slowest, took);

  sandbox.faults.clear();
  clock.skip(400_000);
  const again = await Promise.resolve(
    call.ask(connect(fault.kind === 'tls' ? server.tlsOrigin : server.origin).can),
  ).catch((thrown: unknown) => thrown);
  if (!isDeepStrictEqual(again, healthy))
    wrong.push(`the next healthy call gave ${inspect(again, { depth: 1 }).slice(0, 80)}`);
  await client.close();
  for (let turn = 0; turn < 100 && sandbox.openSockets() > 0; turn++) await systemClock.sleep(5);
  if (sandbox.openSockets() > 0) wrong.push(`${sandbox.openSockets()} sockets open`);
  return wrong;
}

let slowest = 0;
let settled = 0;
const violations: string[] = [];
const only = process.argv[2];
const began = systemClock.mono();
for (const call of calls.filter(({ name }) => only === undefined || name.includes(only))) {
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const { client, connect, server } = open(call, sandbox, systemClock);
  const healthy = await call.ask(connect(server.origin).can);
  await client.close();
  let bad = 0;
  for (const fault of faults) {
    const wrong = await tryOne(call, fault, sandbox, healthy);
    settled += 1;
    if (wrong.length > 0) bad += 1;
    violations.push(...wrong.map((what) => `${call.name} x ${fault.name}: ${what}`));
  }
  await sandbox.close();
  process.stdout.write(`${call.name}: ${faults.length} faults, ${bad} with a violation\n`);
}
const seconds = Math.round((systemClock.mono() - began) / 1000);
process.stdout.write(`${violations.map((line) => `  ${line}\n`).join('')}`);
process.stdout.write(
  `${settled} calls under ${faults.length} faults settled, slowest ${Math.round(slowest)} ms (deadline ${deadline} + ${grace}), ${violations.length} violations, ${seconds} s\n`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
