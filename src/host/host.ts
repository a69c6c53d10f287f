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

/** What host actions work on, over an open state. */
export function createHost(
  state: State,
  settings: BotSettings,
  around: Environment,
  linksTo?: InvitationLinks,
): Host {
  const { store, vault } = state;
  const { clock } = around;
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
    alone(work) {
      const mine = last.then(work, work);
      last = mine;
      return mine;
    },
    async checkConnection(record) {
      const skews: Millis[] = [];
      const watch = (http: HttpPort) => watchClock(http, clock, (skew) => skews.push(skew));
      const opened = createOpener(
        around,
        settings.PROVIDER_DEADLINE_MS,
        watch,
      )(record, secretsOf(record, await vault()));
      try {
        const tried = await checkConnection(opened.connection);
        const skew = skews.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
        return skew === undefined ? tried : { ...tried, skew };
      } finally {
        await opened.close();
      }
    },
  };
}

/** Notes by how much the provider's clock is ahead of ours; its `Date` header tells whole seconds. */
function watchClock(http: HttpPort, clock: Clock, note: (skew: Millis) => void): HttpPort {
  return {
    async send(request) {
      const answer = await http.send(request);
      const told = Date.parse(answer.headers['date'] ?? '');
      if (!Number.isNaN(told)) note(told - clock.now());
      return answer;
    },
  };
}
