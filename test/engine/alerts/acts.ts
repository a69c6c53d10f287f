import fc from 'fast-check';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Interval between two polls of the connection. */
export const poll = 20 * second;

/** Two accounts, too few for a digest. */
const names = ['asha@upi', 'ravi@upi'] as const;

/** The users who may acknowledge an alert. */
export const people = {
  asha: { principal: 'red:7', name: 'Asha' },
  ravi: { principal: 'blue:8', name: 'Ravi' },
} as const;

/** An event of a run: it affects the connection, its alerts, or the process. */
export type Act =
  | {
      readonly kind: 'left';
      readonly name: (typeof names)[number];
      readonly left: number | 'unreadable' | 'gone';
      readonly active: boolean;
    }
  | { readonly kind: 'answers'; readonly ok: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'acknowledge'; readonly at: number; readonly by: keyof typeof people }
  | { readonly kind: 'snooze'; readonly at: number; readonly by: keyof typeof people; readonly hours: number }
  /** The wall clock is set, and no time passes. */
  | { readonly kind: 'jump'; readonly minutes: number }
  /** The process stops normally, and another one starts later. */
  | { readonly kind: 'restart'; readonly away: number }
  /** The process is killed after a while. */
  | { readonly kind: 'kill'; readonly after: number; readonly away: number }
  /** The process is killed during its next send, before or after the platform accepted it. */
  | { readonly kind: 'strike'; readonly accepted: boolean };

const away = fc.constantFrom(0, 10 * second, 10 * minute, 3 * hour);

/** Any act. */
export const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('left' as const),
      name: fc.constantFrom(...names),
      left: fc.constantFrom(
        0,
        20,
        29,
        30,
        60,
        99,
        100,
        110,
        119,
        120,
        900,
        1000,
        'unreadable' as const,
        'gone' as const,
        'gone' as const,
      ),
      active: fc.constant(true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('left' as const),
      name: fc.constantFrom(...names),
      left: fc.constantFrom(20, 60, 900),
      active: fc.constant(false),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answers' as const), ok: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(poll, poll, poll, 2 * poll, 2 * poll, 4 * poll, 4 * poll, 6 * minute),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('acknowledge' as const),
      at: fc.nat(9),
      by: fc.constantFrom('asha' as const, 'ravi' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('snooze' as const),
      at: fc.nat(9),
      by: fc.constantFrom('asha' as const, 'ravi' as const),
      hours: fc.constantFrom(1, 100),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('jump' as const),
      minutes: fc.constantFrom(1, 61, 245, 700, 8 * 1440 + 1, 8 * 1440 + 1, -1, -5, -245, -3000, -30 * 1440),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), away }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('kill' as const), after: fc.nat(25 * second), away }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('strike' as const), accepted: fc.boolean() }) },
);
