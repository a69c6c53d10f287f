// Fast path for the benchmark row "sweep"; the property test of this file compares it with the plain path.
import type { ChatId } from '../../../core/access/policy.ts';
import { incidents, thresholds } from '../../../core/alerts/records.ts';
import type { ReadView } from '../../../core/store.ts';
import type { Instant } from '../../../core/time/clock.ts';
import type { OpenConnection } from '../../readings/readings.ts';
import { keyOfSource, type Observer, type RawResponse } from '../poll/observe.ts';
import { type EvaluatePorts, evaluate } from './evaluate.ts';
import { dayOf } from './memory.ts';

/** Evaluates responses, and skips those that cannot change anything. */
export interface ChangeFilter {
  /** Returns the chats with something to deliver. */
  evaluate(response: RawResponse, connection: OpenConnection, now: Instant): Promise<ReadonlySet<ChatId>>;
  forget(key: string): void;
}

const noChats: ReadonlySet<ChatId> = new Set();

/**
 * Most polls return what the previous poll returned. If a connection has no open incident and its last evaluation
 * changed nothing, an identical response is skipped without parsing.
 */
export function createChangeFilter(ports: EvaluatePorts, observer: Observer): ChangeFilter {
  /** Per connection: fingerprint of the inputs whose last evaluation changed nothing. */
  const lastUneventful = new Map<string, string>();

  return {
    async evaluate(response, { fingerprint }, now) {
      const key = keyOfSource(response.source);
      const inputs = await ports.store.read((view) => fingerprintOf(view, response, fingerprint, now));
      if (inputs !== undefined && lastUneventful.get(key) === inputs) {
        observer.skip(response);
        return noChats;
      }
      const observation = observer.parse(response);
      const chats = await evaluate(ports, observation, now);
      const hasGaps = observation.gaps.length > 0 || observation.unreadable.size > 0;
      if (inputs !== undefined && chats === 'nothing' && !hasGaps) lastUneventful.set(key, inputs);
      else lastUneventful.delete(key);
      return chats === 'nothing' ? noChats : chats;
    },
    forget: (key) => void lastUneventful.delete(key),
  };
}

/** Fingerprint of every input of the evaluation. Undefined if an incident exists or the response has no fingerprint. */
async function fingerprintOf(
  view: ReadView,
  { source, fingerprint }: RawResponse,
  credentials: string,
  now: Instant,
): Promise<string | undefined> {
  if (fingerprint === undefined) return undefined;
  const existing = await view.find(incidents, 'connection', keyOfSource(source));
  if (existing.length > 0) return undefined;
  const set = await view.find(thresholds, 'operator', source.operator.id);
  return JSON.stringify([dayOf(now), credentials, fingerprint, set]);
}
