import type { SandboxFaultCase } from './faults/fault.ts';

/** What can be wrong with a provider. `outage`: its documented internal error, such as "Database connection failed". */
export type SandboxFault = SandboxFaultCase | { readonly kind: 'outage' };

/**
 * The faults that are on now, by provider or by endpoint. An endpoint's own fault goes before its provider's. A fault
 * of the connection belongs on a provider: which endpoint a connection is for is not known before a question came.
 */
export interface Switches<Place extends string> {
  set(place: Place, fault: SandboxFault): void;
  /** Ends the fault of one place, or all of them. */
  clear(place?: Place): void;
}

export interface SwitchBoard<Place extends string> extends Switches<Place> {
  /** The fault of the first of these places that has one. */
  at(...places: readonly Place[]): SandboxFault | undefined;
}

export function createSwitchBoard<Place extends string>(): SwitchBoard<Place> {
  const on = new Map<Place, SandboxFault>();
  return {
    set: (place, fault) => void on.set(place, fault),
    clear: (place) => (place === undefined ? on.clear() : void on.delete(place)),
    at: (...places) => places.map((place) => on.get(place)).find((fault) => fault !== undefined),
  };
}
