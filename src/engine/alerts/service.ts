import type { ChatId, OperatorId } from '../../core/access/policy.ts';
import { acknowledgeIncident, isOpenIncident, snoozeIncident } from '../../core/alerts/incident.ts';
import type { IncidentRecord } from '../../core/alerts/records.ts';
import { destinations, thresholds } from '../../core/alerts/records.ts';
import type { AcknowledgeResult, AlertService, DrillResult } from '../../core/alerts/service.ts';
import type { Timing } from '../../core/alerts/timing.ts';
import type { Entry, Store, StoreTransaction } from '../../core/store.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';
import { findIncidents, getPost } from './documents.ts';
import { addPost, type NewPost, recordChanges, subscribedChats } from './outbox.ts';

export interface AlertServicePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly wake: (chats: Iterable<ChatId>) => void;
  readonly refresh: () => void;
}

/** Longest wait for the result of a drill, and the interval of the checks. */
const drillTimeout: Millis = 10_000;
const drillCheckInterval: Millis = 100;

/** The result of a user action, and the chats that must show it. */
interface IncidentAction {
  readonly result: AcknowledgeResult;
  readonly chats?: ReadonlySet<ChatId>;
}

export function createAlertService({ store, clock, timing, wake, refresh }: AlertServicePorts): AlertService {
  /** Changes one open incident of these operators in a transaction. */
  async function changeIncident(
    id: string,
    operators: ReadonlySet<OperatorId>,
    act: (change: StoreTransaction, entry: Entry<IncidentRecord>, now: Instant) => Promise<IncidentAction>,
  ): Promise<AcknowledgeResult> {
    const { result, chats } = await store.transact(async (change): Promise<IncidentAction> => {
      const found = await findIncidents(change, 'id', id);
      const entry = found.find(({ document }) => operators.has(document.operator));
      if (entry === undefined) return { result: { kind: 'unknown' } };
      if (!isOpenIncident(entry.document.incident))
        return { result: { kind: 'over', record: entry.document } };
      return act(change, entry, clock.now());
    });
    wake(chats ?? []);
    return result;
  }

  return {
    async open(operators) {
      const found = await store.read(async (view) => {
        const each = [...operators].map((operator) => findIncidents(view, 'open', operator));
        return (await Promise.all(each)).flat().map(({ document }) => document);
      });
      return found.sort(byUrgency);
    },

    acknowledge: (id, by, operators) =>
      changeIncident(id, operators, async (change, { id: key, document }, now) => {
        const acknowledged = acknowledgeIncident(document.incident, by, now, timing);
        switch (acknowledged.kind) {
          case 'over':
            return { result: { kind: 'over', record: document } };
          case 'held':
            return { result: { kind: 'held', record: document, by: acknowledged.by } };
          case 'acknowledged': {
            const record = { ...document, incident: acknowledged.incident };
            const notice = { reason: 'acknowledged', by: by.name } as const;
            const chats = await recordChanges(change, [{ key, record, notice }], now, timing);
            return { result: { kind: 'done', record }, chats };
          }
        }
      }),

    snooze: (id, by, length, operators) =>
      changeIncident(id, operators, async (change, { id: key, document }, now) => {
        const incident = snoozeIncident(document.incident, by, now + length, now, timing);
        if (incident?.snooze === undefined) return { result: { kind: 'over', record: document } };
        const record = { ...document, incident };
        const notice = { reason: 'snoozed', by: by.name, until: incident.snooze.until } as const;
        const chats = await recordChanges(change, [{ key, record, notice }], now, timing);
        return { result: { kind: 'done', record }, chats };
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
      const until = clock.mono() + drillTimeout;
      for (;;) {
        const waiting = await Promise.all(sent.map(({ id }) => store.read((view) => getPost(view, id))));
        const isOver = waiting.every((post) => post === undefined || post.attempts > 1);
        if (isOver || clock.mono() >= until) {
          return Promise.all(
            sent.map(({ chat, operator }, index) => drillResult(chat, operator, waiting[index])),
          );
        }
        await clock.sleep(drillCheckInterval);
      }
    },

    refresh,
  };

  /** A drill that is no longer stored has arrived, unless its chat is dead. */
  async function drillResult(chat: ChatId, operator: OperatorId, post: unknown): Promise<DrillResult> {
    const dead = (await store.read((view) => view.get(destinations, chat)))?.dead;
    if (dead !== undefined) return { chat, operator, outcome: dead.why };
    return { chat, operator, outcome: post === undefined ? 'arrived' : 'waiting' };
  }
}

function byUrgency(a: IncidentRecord, b: IncidentRecord): number {
  const rank = ({ incident }: IncidentRecord) => (incident.level === 'critical' ? 0 : 1);
  return rank(a) - rank(b) || a.incident.since - b.incident.since;
}
