/** A sentence that may break a rule, with the reason. At most 20. */
export const englishExceptions: readonly {
  readonly path: string;
  /** A part of the sentence. */
  readonly text: string;
  readonly why: string;
}[] = [
  { path: 'test/campaigns/faults.ts', text: 'with a violation', why: 'a fault is what the sandbox injects' },
  { path: 'test/campaigns/faults.ts', text: 'faults settled', why: 'a fault is what the sandbox injects' },
  { path: 'test/commands/alerts/alerts.test.ts', text: 'nobody@upi', why: 'a UPI id that does not exist' },
];
