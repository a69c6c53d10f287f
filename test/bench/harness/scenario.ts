import type { Finding } from './figures.ts';

/** A file of `scenarios/`: runs by itself, cleans up behind itself, and throws when a reply is not what it must be. */
export interface Scenario {
  readonly name: string;
  run(say: (line: string) => void): Promise<readonly Finding[]>;
}
