import { SetupError } from '../core/errors/errors.ts';
import type { HttpPort } from '../core/provider/provider.ts';
import type { Millis } from '../core/time/clock.ts';
import type { ConnectionRegistryPorts } from '../engine/readings/connections.ts';
import { createHttpClient } from '../http/client.ts';
import { json } from '../http/json.ts';
import { xml } from '../http/xml.ts';
import { providers } from '../providers/index.ts';
import type { Environment } from './state.ts';

/** How a connection's record becomes an open connection, with a way out of its own. */
export function createOpener(
  { clock, scrubber }: Environment,
  deadline: Millis,
  watch: (http: HttpPort) => HttpPort = (http) => http,
): ConnectionRegistryPorts['open'] {
  return (record, given) => {
    const provider = providers.find(({ id }) => id === record.provider);
    if (provider === undefined) throw new SetupError([`There is no provider ${record.provider}.`]);
    for (const secret of Object.values(given)) scrubber.register(secret);
    const settings = provider.settings.parse(record.settings);
    const secrets = provider.secrets.parse(given);
    const http = createHttpClient({ clock, deadline });
    const connection = provider.open(settings, secrets, { http: watch(http), json, xml, clock });
    return { connection, rest: http.closeIdle, close: http.close };
  };
}
