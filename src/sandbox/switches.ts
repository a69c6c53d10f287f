import type { SandboxFaultCase } from './faults/fault.ts';

/** A fault of a provider. `outage` is its documented internal error, such as "Database connection failed". */
export type SandboxFault = SandboxFaultCase | { readonly kind: 'outage' };

/**
 * The active faults, by provider or by endpoint. An endpoint's fault has precedence over its provider's. Set a fault of
 * the connection on a provider: the endpoint is unknown until a request arrives.
 */
export interface Switches<Place extends string> {
  set(place: Place, fault: SandboxFault): void;
  /** Ends the fault of one place, or all faults. */
  clear(place?: Place): void;
}

export interface SwitchBoard<Place extends string> extends Switches<Place> {
  /** Returns the fault of the first of these places that has one. */
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
