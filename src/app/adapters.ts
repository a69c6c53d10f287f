import type { Adapter, AdapterPorts, RunningAdapter } from '../core/chat/adapter.ts';
import type { StopStack } from './stop-stack.ts';

/** Opens the adapters that are configured. If one fails, the others are on the stack of stops. */
export async function openAdapters(
  adapters: readonly Adapter[],
  settings: Readonly<Record<string, unknown>>,
  ports: AdapterPorts,
  stops: StopStack,
): Promise<readonly RunningAdapter[]> {
  const opening = adapters.map(async (adapter) => adapter.open(settings[adapter.id] ?? {}, ports));
  for (const result of await Promise.allSettled(opening)) {
    if (result.status === 'fulfilled' && result.value !== undefined) stops.add(result.value.stop);
  }
  return (await Promise.all(opening)).filter((opened) => opened !== undefined);
}

/** Starts all adapters. Throws the first error after every start has succeeded or failed. */
export async function startAdapters(running: readonly RunningAdapter[]): Promise<void> {
  const starting = running.map((adapter) => adapter.start());
  await Promise.allSettled(starting);
  await Promise.all(starting);
}
