import type { Millis } from '../time/clock.ts';

const minute: Millis = 60_000;
const hour: Millis = 60 * minute;

/** How patient alerts are. */
export interface Timing {
  /** Pause between two notices of an incident that nobody holds. */
  readonly repeat: Millis;
  /** The longest snooze. */
  readonly maxSnooze: Millis;
  /** An incident says at most once in this time that it is over, and once that it got worse: at most 4 messages an hour. */
  readonly cooldown: Millis;
  /** How long the first notice in a chat waits for company. */
  readonly groupWait: Millis;
  /** More than `stormSize` notices for a chat within `storm` become one message. */
  readonly storm: Millis;
  readonly stormSize: number;
  /** How long after it last grew such a message takes in what fires. */
  readonly stormOpen: Millis;
  /** How often a card is edited when nothing but figures changed. */
  readonly refresh: Millis;
  /** What is not delivered after this long goes into one summary. */
  readonly deliverWithin: Millis;
  /** How long what is over is remembered, so that whoever acknowledges it is told. */
  readonly retention: Millis;
}

export const defaultTiming: Timing = {
  repeat: 4 * hour,
  maxSnooze: 24 * hour,
  cooldown: hour,
  groupWait: 2_000,
  storm: 30_000,
  stormSize: 5,
  stormOpen: 5 * minute,
  refresh: minute,
  deliverWithin: 6 * hour,
  retention: 24 * hour,
};

/** How many fresh readings a rule wants to see before it speaks; a critical breach speaks at once. */
export interface FiringPolicy {
  /** Fresh breaches without a recovery between them. */
  readonly breachesToFire: number;
  /** Fresh recoveries in a row. */
  readonly recoveriesToResolve: number;
}

export const defaultFiringPolicy: FiringPolicy = { breachesToFire: 2, recoveriesToResolve: 3 };
/** For a breach that is a length of time already. */
export const immediateFiringPolicy: FiringPolicy = { breachesToFire: 1, recoveriesToResolve: 1 };
