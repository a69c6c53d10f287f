import type { ChatId } from '../../../core/access/policy.ts';
import { incidents, thresholds } from '../../../core/alerts/records.ts';
import type { ReadView } from '../../../core/store.ts';
import type { Instant } from '../../../core/time/clock.ts';
import type { OpenConnection } from '../../readings/readings.ts';
import { type Heard, keyOfSource, type Looker } from '../poll/observe.ts';
import { type EvaluatePorts, evaluate } from './evaluate.ts';
import { dayOf } from './memory.ts';

/** Judges what connections answered. */
export interface Judge {
  /** Gives the chats that have something to do. */
  judge(heard: Heard, connection: OpenConnection, now: Instant): Promise<ReadonlySet<ChatId>>;
  forget(key: string): void;
}

const nobody: ReadonlySet<ChatId> = new Set();

/**
 * Between two polls most operators had no payment, and nothing is wrong with most. What meant nothing of a connection of
 * which nothing stands means nothing when it is said again, so then it is not even read.
 */
export function createJudge(ports: EvaluatePorts, looker: Looker): Judge {
  /** Of connections whose last answers meant nothing: all that this came of. */
  const quiet = new Map<string, string>();

  return {
    async judge(heard, { fingerprint }, now) {
      const key = keyOfSource(heard.source);
      const grounds = await ports.store.read((view) => groundsOf(view, heard, fingerprint, now));
      if (grounds !== undefined && quiet.get(key) === grounds) {
        looker.pass(heard);
        return nobody;
      }
      const look = looker.read(heard);
      const chats = await evaluate(ports, look, now);
      const isSilent = look.silences.length > 0 || look.unreadable.size > 0;
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
async function groundsOf(
  view: ReadView,
  { source, print }: Heard,
  fingerprint: string,
  now: Instant,
): Promise<string | undefined> {
  if (print === undefined) return undefined;
  const standing = await view.find(incidents, 'connection', keyOfSource(source));
  if (standing.length > 0) return undefined;
  const set = await view.find(thresholds, 'operator', source.operator.id);
  return JSON.stringify([dayOf(now), print, fingerprint, set]);
}
