import type { ChatId, OperatorId } from '../../../src/core/access/policy.ts';
import { bindings, operatorRecords, subscriptions } from '../../../src/core/access/records.ts';
import { isOpenIncident } from '../../../src/core/alerts/incident.ts';
import { posts } from '../../../src/core/alerts/post-record.ts';
import type { Threshold } from '../../../src/core/alerts/records.ts';
import { incidents, thresholds } from '../../../src/core/alerts/records.ts';
import type { Decimal } from '../../../src/core/money/decimal.ts';
import type { Connection } from '../../../src/core/provider/provider.ts';
import { Secret } from '../../../src/core/secret/secret.ts';
import { createAlerts } from '../../../src/engine/alerts/alerts.ts';
import { createReadings } from '../../../src/engine/readings/readings.ts';
import { createHttpClient } from '../../../src/http/client.ts';
import { json } from '../../../src/http/json.ts';
import { xml } from '../../../src/http/xml.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { providers } from '../../../src/providers/index.ts';
import { rules } from '../../../src/rules/index.ts';
import type { SandboxProvider } from '../../../src/sandbox/connections.ts';
import type { SandboxFaultCase } from '../../../src/sandbox/faults/fault.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createLeapingClock } from '../../fakes/leaping-clock.ts';
import { quietLog } from '../../store/folder.ts';
import { createPlatform, reader } from './world.ts';

const poll = 60_000;
/** Real-time limit of one question. */
const deadline = 250;
/** Longer than the group wait of a new card. */
const groupWait = 2_500;

/** Thresholds, by subject, with which everything in the sandbox is low. */
const lowOf: Readonly<Record<SandboxProvider, Readonly<Record<string, Threshold>>>> = {
  payatom: { '*': { kind: 'percent', percent: '99' as Decimal } },
  airpay: { 'user/aatest12@gmail.com': { kind: 'amount', amount: '1000' as Decimal, currency: 'INR' } },
  'wallets-api': {
    'wallet/101': { kind: 'amount', amount: '1000000' as Decimal, currency: 'USD' },
    'wallet/102': { kind: 'amount', amount: '1000000' as Decimal, currency: 'EUR' },
  },
};

/** Result of a lasting fault. */
export interface Endured {
  /** Ids of the alerts open before the fault, and of those open after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Rules of the alerts that fired meanwhile. */
  readonly fired: readonly string[];
  /** Number of polls until missing data was reported; number of such notices, and of their all clears. */
  readonly reportedAfter: number | undefined;
  readonly noDataNotices: number;
  readonly clearNotices: number;
  /** All clears of alerts that were open before. */
  readonly falseClears: number;
}

/**
 * Monitors a provider of the sandbox through the real client while a fault lasts for `polls`, with alerts open from
 * before, and then until the provider has recovered.
 */
export async function endure(
  sandbox: Sandbox,
  provider: SandboxProvider,
  fault: SandboxFaultCase,
  polls: number,
): Promise<Endured> {
  const clock = createLeapingClock();
  const store = createMemoryStore();
  const found = sandbox.connections.find((each) => each.provider === provider);
  const kind = providers.find(({ id }) => id === provider);
  if (found === undefined || kind === undefined) throw new Error(provider);
  const server = sandbox.servers[provider];
  const http = createHttpClient({ clock, deadline, ca: server.ca, random: () => 0.1 });
  const secrets = Object.entries(found.secrets).map(([field, value]) => [field, new Secret(value)]);
  const connect = (baseUrl: string): Connection =>
    kind.open(
      kind.settings.parse({ ...found.settings, baseUrl }),
      kind.secrets.parse(Object.fromEntries(secrets)),
      { http, json, xml, clock },
    );
  // A bad certificate needs HTTPS, and a refused connection a port without a listener.
  const healthy = connect(fault.kind === 'tls' ? server.tlsOrigin : server.origin);
  const broken = fault.kind === 'refused' ? connect(server.originFor(fault)) : healthy;
  let connection = healthy;
  const operator: OperatorId = found.operator.id;
  const chat: ChatId = 'red:1';
  await store.transact(async (change) => {
    await change.put(operatorRecords, operator, found.operator);
    await change.put(bindings, `${chat}/${operator}`, { chat, operator });
    await change.put(subscriptions, `${chat}/${operator}`, { chat, operator });
    for (const [subject, threshold] of Object.entries(lowOf[provider])) {
      const record = { operator, connection: found.id, subject, threshold, by: 'red:7', at: 0 };
      await change.put(thresholds, `${operator}/${found.id}/${subject}`, record);
    }
  });
  const platform = createPlatform('red', clock);
  const alerts = createAlerts({
    store,
    clock,
    log: quietLog,
    reader,
    rules,
    directory: {
      open: async () => [{ operator: found.operator, id: found.id, provider, fingerprint: 'f', connection }],
    },
    readings: createReadings({ clock, log: quietLog }),
    couriers: () => [platform.courier],
    moveChat: async () => {},
    admins: [],
    poll,
    deadline: 4 * deadline,
    random: () => 0.5,
  });
  const key = `${operator}/${found.id}`;

  async function pass(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) {
      const before = clock.mono();
      clock.leap(poll - groupWait + 1_000);
      for (let wait = 0; ; wait++) {
        const age = alerts.state().connections.get(key);
        if (age !== undefined && age < clock.mono() - before - 30_000) break;
        if (wait > 5_000) throw new Error('no poll');
        await systemClock.sleep(1);
      }
      clock.leap(groupWait);
      await systemClock.sleep(3);
    }
  }

  const openNow = async () =>
    (await store.read((view) => view.list(incidents)))
      .map(({ document }) => document)
      .filter(({ incident }) => isOpenIncident(incident));

  /** Waits until every due message is sent. */
  async function untilDelivered(): Promise<void> {
    for (let wait = 0; wait < 1_000; wait++) {
      const waiting = (await store.read((view) => view.list(posts))).some(({ document }) => {
        return document.due !== undefined && (document.message === undefined || document.owed.length > 0);
      });
      if (!waiting) return;
      await systemClock.sleep(2);
    }
  }

  await alerts.start();
  await pass(4);
  const before = (await openNow()).map(({ id = '' }) => id).sort();
  const callsBefore = platform.calls.length;
  const isReported = () => platform.calls.some(({ text }) => text.includes('No data'));
  let reportedAfter: number | undefined;
  sandbox.faults.set(provider, fault);
  connection = broken;
  alerts.refresh();
  for (let turn = 1; turn <= polls; turn++) {
    await pass(1);
    if (isReported()) reportedAfter ??= turn;
  }
  const fired = (await openNow()).filter(({ id = '' }) => !before.includes(id)).map(({ rule }) => rule);
  sandbox.faults.clear();
  connection = healthy;
  alerts.refresh();
  for (
    let turn = 0;
    turn < 70 && (turn < 4 || (await openNow()).some(({ rule }) => rule === 'blind'));
    turn++
  )
    await pass(1);
  await untilDelivered();
  const after = (await openNow()).map(({ id = '' }) => id).sort();
  const stopping = alerts.stop();
  clock.leap(100_000);
  await stopping;
  await http.close();

  const news = platform.calls.slice(callsBefore).filter(({ what }) => what !== 'edit');
  const noData = news.filter(({ what, text }) => what === 'send' && text.includes('No data'));
  const clears = news.filter(({ what, text }) => what === 'follow' && text.includes('all clear'));
  const falseClears = clears.filter(({ text }) => before.some((id) => text.includes(`${id} `)));
  return {
    before,
    after,
    fired,
    reportedAfter,
    noDataNotices: noData.length,
    clearNotices: clears.length - falseClears.length,
    falseClears: falseClears.length,
  };
}
