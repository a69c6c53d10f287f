import type { RunningAdapter } from '../core/chat/adapter.ts';
import type { RoutesPort } from '../core/chat/routes.ts';

/**
 * Adds `/healthz`, which answers while the process runs, and `/readyz`, which answers 503 with one line for each adapter
 * that is not ready. Adds no route if no adapter reports its health, so that no listener is opened for them.
 */
export function addHealthRoutes(routes: RoutesPort, adapters: readonly RunningAdapter[]): void {
  const watched = adapters.flatMap(({ health }) => health ?? []);
  if (watched.length === 0) return;
  routes.add({ method: 'GET', path: '/healthz', handle: async () => ({ status: 200, body: 'ok\n' }) });
  routes.add({
    method: 'GET',
    path: '/readyz',
    async handle() {
      const problems = watched.flatMap((health) => {
        const state = health();
        return state.ready ? [] : [`${state.why}\n`];
      });
      return problems.length === 0
        ? { status: 200, body: 'ready\n' }
        : { status: 503, body: problems.join('') };
    },
  });
}
