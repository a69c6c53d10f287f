import type { ChatId, OperatorId } from '../../../core/access/policy.ts';
import { withdrawIncident } from '../../../core/alerts/incident.ts';
import { incidents, knownSubjects } from '../../../core/alerts/records.ts';
import type { Store } from '../../../core/store.ts';
import type { Instant } from '../../../core/time/clock.ts';
import { findIncidents } from '../documents.ts';
import { type IncidentChange, recordChanges } from '../outbox.ts';
import { keyOfSource, type Observation } from '../poll/observe.ts';
import { type EvaluationInput, type PlannedChanges, planChanges } from './decide.ts';
import { changeOf } from './incident-record.ts';
import { serialize } from './memory.ts';

export interface EvaluatePorts extends EvaluationInput {
  readonly store: Store;
}

/**
 * Evaluates an observation and writes incidents and messages in one transaction. Returns the chats with something to
 * deliver, or `nothing` if nothing changed. The plan is made on a read view first, as most observations change nothing,
 * and again in the transaction if it has to be written.
 */
export async function evaluate(
  ports: EvaluatePorts,
  observation: Observation,
  now: Instant,
): Promise<ReadonlySet<ChatId> | 'nothing'> {
  const { store, timing } = ports;
  if (isEmpty(await store.read((view) => planChanges(ports, view, observation, now)))) return 'nothing';
  return store.transact(async (change) => {
    const { changes, subjects, expired } = await planChanges(ports, change, observation, now);
    const chats = await recordChanges(change, changes, now, timing);
    if (subjects !== undefined)
      await change.put(knownSubjects, keyOfSource(observation.source), serialize(subjects, now));
    for (const key of expired) await change.delete(incidents, key);
    return chats;
  });
}

function isEmpty({ changes, subjects, expired }: PlannedChanges): boolean {
  return changes.length === 0 && subjects === undefined && expired.length === 0;
}

/** Withdraws the open incidents of connections that no longer exist. */
export function withdrawRemoved(
  { store, timing }: EvaluatePorts,
  operators: readonly OperatorId[],
  connections: ReadonlySet<string>,
  now: Instant,
): Promise<ReadonlySet<ChatId>> {
  return store.transact(async (change) => {
    const changes: IncidentChange[] = [];
    for (const operator of operators) {
      for (const { id, document } of await findIncidents(change, 'open', operator)) {
        if (connections.has(`${document.operator}/${document.connection}`)) continue;
        const { incident, notice } = withdrawIncident(document.incident, now);
        const changed = changeOf(id, document, { ...document, incident }, notice);
        if (changed !== undefined) changes.push(changed);
      }
    }
    return recordChanges(change, changes, now, timing);
  });
}
