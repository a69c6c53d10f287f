import type { ChatId, OperatorId } from '../../core/access/policy.ts';
import { acknowledgeIncident, isOpenIncident, snoozeIncident } from '../../core/alerts/incident.ts';
import type { IncidentRecord } from '../../core/alerts/records.ts';
import { destinations, incidents, posts, thresholds } from '../../core/alerts/records.ts';
import type { AcknowledgeResult, AlertService, DrillResult } from '../../core/alerts/service.ts';
import type { Timing } from '../../core/alerts/timing.ts';
import type { Entry, Store, StoreTransaction } from '../../core/store.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { addPost, type NewPost, recordChanges, subscribedChats } from './outbox.ts';

export interface AlertServicePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly wake: (chats: Iterable<ChatId>) => void;
  readonly refresh: () => void;
}

/** How long a drill is waited for, and how often it is looked for. */
const drillFiringPolicy: Millis = 10_000;
const drillObservation: Millis = 100;

export function createAlertService({ store, clock, timing, wake, refresh }: AlertServicePorts): AlertService {
  /** Lets one incident of these operators be changed, alone. */
  async function hold(
    id: string,
    operators: ReadonlySet<OperatorId>,
    act: (
      change: StoreTransaction,
      entry: Entry<IncidentRecord>,
      told: Set<ChatId>,
    ) => Promise<AcknowledgeResult>,
  ): Promise<AcknowledgeResult> {
    const told = new Set<ChatId>();
    const outcome = await store.transact(async (change): Promise<AcknowledgeResult> => {
      told.clear();
      const [entry] = (await change.find(incidents, 'id', id)).filter(({ document }) =>
        operators.has(document.operator),
      );
      if (entry === undefined) return { kind: 'unknown' };
      if (!isOpenIncident(entry.document.incident)) return { kind: 'over', record: entry.document };
      return act(change, entry, told);
    });
    wake(told);
    return outcome;
  }

  return {
    async open(operators) {
      const found = await store.read(async (view) => {
        const each = [...operators].map((operator) => view.find(incidents, 'open', operator));
        return (await Promise.all(each)).flat().map(({ document }) => document);
      });
      return found.sort(byUrgency);
    },

    acknowledge: (id, by, operators) =>
      hold(id, operators, async (change, { id: key, document }, told) => {
        const now = clock.now();
        const outcome = acknowledgeIncident(document.incident, by, now, timing);
        switch (outcome.kind) {
          case 'over':
            return { kind: 'over', record: document };
          case 'held':
            return { kind: 'held', record: document, by: outcome.by };
          case 'acknowledged': {
            const record = { ...document, incident: outcome.incident };
            const notice = { reason: 'acknowledged', by: by.name } as const;
            for (const chat of await recordChanges(change, [{ key, record, notice }], now, timing))
              told.add(chat);
            return { kind: 'done', record };
          }
        }
      }),

    snooze: (id, by, length, operators) =>
      hold(id, operators, async (change, { id: key, document }, told) => {
        const now = clock.now();
        const incident = snoozeIncident(document.incident, by, now + length, now, timing);
        if (incident?.snooze === undefined) return { kind: 'over', record: document };
        const record = { ...document, incident };
        const notice = { reason: 'snoozed', by: by.name, until: incident.snooze.until } as const;
        for (const chat of await recordChanges(change, [{ key, record, notice }], now, timing))
          told.add(chat);
        return { kind: 'done', record };
      }),

    thresholds: (operators) =>
      store.read(async (view) => {
        const each = [...operators].map((operator) => view.find(thresholds, 'operator', operator));
        return (await Promise.all(each)).flat().map(({ document }) => document);
      }),

    setThreshold: (place, threshold, by, at) =>
      store.transact(async (change) => {
        const { operator, connection, subject } = place;
        const record = { operator, connection, subject, threshold, by: by.principal, at };
        await change.put(thresholds, `${operator}/${connection}/${subject}`, record);
      }),

    async drill(operators) {
      const now = clock.now();
      const sent = await store.transact(async (change) => {
        const drills: { id: string; chat: ChatId; operator: OperatorId }[] = [];
        for (const operator of operators) {
          for (const chat of await subscribedChats(change, operator)) {
            const post: NewPost = { chat, operator, kind: 'drill', at: now, members: [], due: now };
            drills.push({ id: await addPost(change, post), chat, operator });
          }
        }
        return drills;
      });
      wake(new Set(sent.map(({ chat }) => chat)));
      const until = clock.mono() + drillFiringPolicy;
      for (;;) {
        const waiting = await Promise.all(sent.map(({ id }) => store.read((view) => view.get(posts, id))));
        const isOver = waiting.every((post) => post === undefined || post.attempts > 1);
        if (isOver || clock.mono() >= until) {
          return Promise.all(sent.map(({ chat, operator }, index) => judge(chat, operator, waiting[index])));
        }
        await clock.sleep(drillObservation);
      }
    },

    refresh,
  };

  /** A drill that is gone has arrived, unless its chat is known to take nothing. */
  async function judge(chat: ChatId, operator: OperatorId, post: unknown): Promise<DrillResult> {
    const dead = (await store.read((view) => view.get(destinations, chat)))?.dead;
    if (dead !== undefined) return { chat, operator, outcome: dead.why };
    return { chat, operator, outcome: post === undefined ? 'arrived' : 'waiting' };
  }
}

function byUrgency(a: IncidentRecord, b: IncidentRecord): number {
  const rank = ({ incident }: IncidentRecord) => (incident.level === 'critical' ? 0 : 1);
  return rank(a) - rank(b) || a.incident.since - b.incident.since;
}
