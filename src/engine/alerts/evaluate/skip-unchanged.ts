import type { ChatId } from '../../../core/access/policy.ts';
import { incidents, thresholds } from '../../../core/alerts/records.ts';
import type { ReadView } from '../../../core/store.ts';
import type { Instant } from '../../../core/time/clock.ts';
import type { OpenConnection } from '../../readings/readings.ts';
import { keyOfSource, type Observer, type RawResponse } from '../poll/observe.ts';
import { type EvaluatePorts, evaluate } from './evaluate.ts';
import { dayOf } from './memory.ts';

/** Judges what connections answered. */
export interface ChangeFilter {
  /** Gives the chats that have something to do. */
  evaluate(heard: RawResponse, connection: OpenConnection, now: Instant): Promise<ReadonlySet<ChatId>>;
  forget(key: string): void;
}

const nobody: ReadonlySet<ChatId> = new Set();

/**
 * Between two polls most operators had no payment, and nothing is wrong with most. What meant nothing of a connection of
 * which nothing stands means nothing when it is said again, so then it is not even read.
 */
export function createChangeFilter(ports: EvaluatePorts, looker: Observer): ChangeFilter {
  /** Of connections whose last answers meant nothing: all that this came of. */
  const quiet = new Map<string, string>();

  return {
    async evaluate(heard, { fingerprint }, now) {
      const key = keyOfSource(heard.source);
      const grounds = await ports.store.read((view) => fingerprintOf(view, heard, fingerprint, now));
      if (grounds !== undefined && quiet.get(key) === grounds) {
        looker.skip(heard);
        return nobody;
      }
      const look = looker.parse(heard);
      const chats = await evaluate(ports, look, now);
      const isSilent = look.gaps.length > 0 || look.unreadable.size > 0;
      if (grounds !== undefined && chats === 'nothing' && !isSilent) quiet.set(key, grounds);
      else quiet.delete(key);
      return chats === 'nothing' ? nobody : chats;
    },
    forget: (key) => void quiet.delete(key),
  };
}

/**
 * All that decides what answers mean of a connection of which nothing stands and nothing is silent, as a text: what is
 * remembered of it changes only when it is judged. Undefined where something stands, or only reading tells answers apart.
 */
async function fingerprintOf(
  view: ReadView,
  { source, fingerprint }: RawResponse,
  ofCredentials: string,
  now: Instant,
): Promise<string | undefined> {
  if (fingerprint === undefined) return undefined;
  const standing = await view.find(incidents, 'connection', keyOfSource(source));
  if (standing.length > 0) return undefined;
  const set = await view.find(thresholds, 'operator', source.operator.id);
  return JSON.stringify([dayOf(now), ofCredentials, fingerprint, set]);
}
