import { bodyFaults } from './body.ts';
import { connectionFaults } from './connection.ts';
import type { SandboxFaultCase } from './fault.ts';
import { statusFaults } from './status.ts';
import { streamFaults } from './stream.ts';

/** All known faults, from the connection to the content of the body. */
export const faults: readonly SandboxFaultCase[] = [
  ...connectionFaults,
  ...streamFaults,
  ...statusFaults,
  ...bodyFaults,
];
