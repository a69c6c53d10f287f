import type { Finding } from './figures.ts';

/** A file of `scenarios/`: can run alone, removes its files and processes, and throws if a reply is wrong. */
export interface Scenario {
  readonly name: string;
  run(print: (line: string) => void): Promise<readonly Finding[]>;
}
