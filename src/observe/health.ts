import type { RunningAdapter } from '../core/chat/adapter.ts';
import type { RoutesPort } from '../core/chat/routes.ts';

/**
 * `/healthz`: the process answers. `/readyz`: every adapter does its work; 503 and a line for each that does not.
 * Nothing is added where no adapter has anything to be ready for, so that nothing listens then.
 */
export function addHealthRoutes(routes: RoutesPort, adapters: readonly RunningAdapter[]): void {
  const watched = adapters.flatMap(({ health }) => health ?? []);
  if (watched.length === 0) return;
  routes.add({ method: 'GET', path: '/healthz', handle: async () => ({ status: 200, body: 'ok\n' }) });
  routes.add({
    method: 'GET',
    path: '/readyz',
    async handle() {
      const lacking = watched.flatMap((health) => {
        const state = health();
        return state.ready ? [] : [`${state.why}\n`];
      });
      return lacking.length === 0
        ? { status: 200, body: 'ready\n' }
        : { status: 503, body: lacking.join('') };
    },
  });
}
