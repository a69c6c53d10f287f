/** A change that no test can notice, because the program does the same with it. */
interface EquivalentMutant {
  /** A part of the survivor's line that `npm run mutation` prints: file, mutator, code and replacement. */
  readonly mutant: string;
  readonly why: string;
}

export const equivalentMutants: readonly EquivalentMutant[] = [];
