import { createOpener } from '../app/connect.ts';
import { type Environment, keyFileOf, type State } from '../app/state.ts';
import type { Reader } from '../core/format/format.ts';
import type { HttpPort } from '../core/provider/provider.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import type { InvitationLinks } from '../engine/access/invitations.ts';
import { createRegistry } from '../engine/access/registry.ts';
import { secretsOf } from '../engine/readings/credentials.ts';
import { providers } from '../providers/index.ts';
import type { BotSettings } from '../settings.ts';
import type { Host } from './action.ts';
import { checkConnection } from './check-connection.ts';

/** Creates the host over an open state. */
export function createHost(
  state: State,
  settings: BotSettings,
  environment: Environment,
  linksTo?: InvitationLinks,
): Host {
  const { store, vault } = state;
  const { clock } = environment;
  const reader: Reader = { locale: settings.LOCALE, timeZone: settings.TIME_ZONE };
  let last: Promise<unknown> = Promise.resolve();
  return {
    store,
    registry: createRegistry(store, clock, linksTo),
    clock,
    reader,
    providers,
    keys: keyFileOf(settings),
    vault,
    exclusively(work) {
      const result = last.then(work, work);
      last = result;
      return result;
    },
    async checkConnection(record) {
      const skews: Millis[] = [];
      const measured = (http: HttpPort) => measureSkew(http, clock, (skew) => skews.push(skew));
      const open = createOpener(environment, settings.PROVIDER_DEADLINE_MS, measured);
      const opened = open(record, secretsOf(record, await vault()));
      try {
        const result = await checkConnection(opened.connection);
        const [skew] = skews.sort((a, b) => Math.abs(a) - Math.abs(b));
        return skew === undefined ? result : { ...result, skew };
      } finally {
        await opened.close();
      }
    },
  };
}

/** Reports how far the provider's clock is ahead of this machine; its `Date` header has whole seconds. */
function measureSkew(http: HttpPort, clock: Clock, report: (skew: Millis) => void): HttpPort {
  return {
    async send(request) {
      const response = await http.send(request);
      const date = Date.parse(response.headers['date'] ?? '');
      if (!Number.isNaN(date)) report(date - clock.now());
      return response;
    },
  };
}
