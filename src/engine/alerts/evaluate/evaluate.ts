import type { ChatId, OperatorId } from '../../../core/access/policy.ts';
import { withdrawIncident } from '../../../core/alerts/incident.ts';
import { incidents, knownSubjects } from '../../../core/alerts/records.ts';
import type { Store } from '../../../core/store.ts';
import type { Instant } from '../../../core/time/clock.ts';
import { type IncidentChange, recordChanges } from '../outbox.ts';
import { keyOfSource, type Observation } from '../poll/observe.ts';
import { type EvaluationInput, type PlannedChanges, planChanges } from './decide.ts';
import { changeOf } from './incident-record.ts';
import { serialize } from './memory.ts';

export interface EvaluatePorts extends EvaluationInput {
  readonly store: Store;
}

/**
 * What a look at a connection means: every rule judges it, every incident takes a step, and what people must be told
 * becomes durable with it, all in one change. Gives the chats that have something to do, or `nothing`: mostly nothing
 * changes, and then nothing is written; what does change is decided again on what is there when it is written.
 */
export async function evaluate(
  ports: EvaluatePorts,
  look: Observation,
  now: Instant,
): Promise<ReadonlySet<ChatId> | 'nothing'> {
  const { store, timing } = ports;
  if (isNothing(await store.read((view) => planChanges(ports, view, look, now)))) return 'nothing';
  return store.transact(async (change) => {
    const { changes, memory, past } = await planChanges(ports, change, look, now);
    const chats = await recordChanges(change, changes, now, timing);
    if (memory !== undefined)
      await change.put(knownSubjects, keyOfSource(look.source), serialize(memory, now));
    for (const key of past) await change.delete(incidents, key);
    return chats;
  });
}

function isNothing({ changes, memory, past }: PlannedChanges): boolean {
  return changes.length === 0 && memory === undefined && past.length === 0;
}

/** Ends what is open about connections that exist no more. */
export function withdrawGone(
  { store, timing }: EvaluatePorts,
  operators: readonly OperatorId[],
  connections: ReadonlySet<string>,
  now: Instant,
): Promise<ReadonlySet<ChatId>> {
  return store.transact(async (change) => {
    const changes: IncidentChange[] = [];
    for (const operator of operators) {
      for (const { id, document } of await change.find(incidents, 'open', operator)) {
        if (connections.has(`${document.operator}/${document.connection}`)) continue;
        const { incident, notice } = withdrawIncident(document.incident, now);
        const changed = changeOf(id, document, { ...document, incident }, notice);
        if (changed !== undefined) changes.push(changed);
      }
    }
    return recordChanges(change, changes, now, timing);
  });
}
