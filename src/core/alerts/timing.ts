import type { Millis } from '../time/clock.ts';

const minute: Millis = 60_000;
const hour: Millis = 60 * minute;

/** Intervals and limits of alerts. */
export interface Timing {
  /** Interval between notices of an incident that is not acknowledged. */
  readonly repeat: Millis;
  readonly maxSnooze: Millis;
  /** Minimum time between two `resolved` notices of an incident, and between two `escalated` ones. */
  readonly cooldown: Millis;
  /** Delay of a new card, so that alerts that fire together share one message. */
  readonly groupWait: Millis;
  /** More than `stormSize` cards for a chat within `storm` are merged into one digest. */
  readonly storm: Millis;
  readonly stormSize: number;
  /** Time since its last addition in which a digest accepts new cards. */
  readonly stormOpen: Millis;
  /** Minimum time between two edits of a card if only figures changed. */
  readonly refresh: Millis;
  /** Posts not delivered within this time are merged into one summary. */
  readonly deliverWithin: Millis;
  /** Time for which resolved incidents are stored, so that a late acknowledgement gets an answer. */
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

/** Number of fresh readings before an incident fires or resolves. A critical breach fires at once. */
export interface FiringPolicy {
  /** Fresh breaches without a recovery between them. */
  readonly breachesToFire: number;
  /** Fresh recoveries in a row. */
  readonly recoveriesToResolve: number;
}

export const defaultFiringPolicy: FiringPolicy = { breachesToFire: 2, recoveriesToResolve: 3 };
/** For rules that measure a duration themselves. */
export const immediateFiringPolicy: FiringPolicy = { breachesToFire: 1, recoveriesToResolve: 1 };
