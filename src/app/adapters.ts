import type { Adapter, AdapterPorts, RunningAdapter } from '../core/chat/adapter.ts';
import type { Courier } from '../core/chat/courier.ts';
import type { StopStack } from './stop-stack.ts';

/** The chat adapters of the bot. The list is empty until `open`, so other parts can refer to it before. */
export interface AdapterSet {
  list(): readonly RunningAdapter[];
  couriers(): readonly Courier[];
  /** Returns the addresses that redeem an invitation code. */
  inviteLinks(code: string): readonly string[];
  /** Opens the adapters that are configured; `fallback` if there is none. */
  open(
    configured: Readonly<Record<string, unknown>>,
    fallback: Readonly<Record<string, unknown>>,
    ports: AdapterPorts,
  ): Promise<void>;
  /** Starts all adapters. Throws the first error after every start has succeeded or failed. */
  start(): Promise<void>;
}

export function createAdapterSet(adapters: readonly Adapter[], stops: StopStack): AdapterSet {
  let running: readonly RunningAdapter[] = [];
  const openEach = async (settings: Readonly<Record<string, unknown>>, ports: AdapterPorts) => {
    const opening = adapters.map(async (adapter) => adapter.open(settings[adapter.id] ?? {}, ports));
    for (const result of await Promise.allSettled(opening)) {
      if (result.status === 'fulfilled' && result.value !== undefined) stops.add(result.value.stop);
    }
    return (await Promise.all(opening)).filter((opened) => opened !== undefined);
  };
  return {
    list: () => running,
    couriers: () => running.flatMap(({ courier }) => courier ?? []),
    inviteLinks: (code) => running.flatMap(({ inviteLink }) => inviteLink?.(code) ?? []),
    async open(configured, fallback, ports) {
      const opened = await openEach(configured, ports);
      running = opened.length > 0 ? opened : await openEach(fallback, ports);
    },
    async start() {
      const starting = running.map((adapter) => adapter.start());
      await Promise.allSettled(starting);
      await Promise.all(starting);
    },
  };
}
