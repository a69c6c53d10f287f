/** A sentence that may break a rule, with the reason. At most 20; the test fails for an entry that no sentence needs. */
export const englishExceptions: readonly {
  readonly path: string;
  /** A part of the sentence. */
  readonly text: string;
  readonly reason: string;
}[] = [
  { path: 'test/architecture/english.test.ts', text: 'of ours', reason: 'a planted violation' },
  {
    path: 'test/campaigns/faults.ts',
    text: 'with a violation',
    reason: 'the sandbox injects what it calls “faults”',
  },
  {
    path: 'test/campaigns/faults.ts',
    text: 'faults settled',
    reason: 'the sandbox injects what it calls “faults”',
  },
  { path: 'test/commands/alerts/alerts.test.ts', text: 'nobody@upi', reason: 'a UPI id that does not exist' },
];
