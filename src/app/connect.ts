import { SetupError } from '../core/errors/errors.ts';
import type { HttpPort } from '../core/provider/provider.ts';
import type { Millis } from '../core/time/clock.ts';
import type { ConnectionRegistryPorts } from '../engine/readings/connections.ts';
import { createHttpClient } from '../http/client.ts';
import { json } from '../http/json.ts';
import { xml } from '../http/xml.ts';
import { providers } from '../providers/index.ts';
import type { Environment } from './state.ts';

/** Returns the function that opens the connection of a record, with an HTTP client of its own. */
export function createOpener(
  { clock, scrubber }: Environment,
  deadline: Millis,
  wrap: (http: HttpPort) => HttpPort = (http) => http,
): ConnectionRegistryPorts['open'] {
  return (record, credentials) => {
    const provider = providers.find(({ id }) => id === record.provider);
    if (provider === undefined)
      throw new SetupError([
        `There is no provider ${record.provider}: remove the connection ${record.operator}/${record.id}.`,
      ]);
    for (const secret of Object.values(credentials)) scrubber.register(secret);
    const settings = provider.settings.parse(record.settings);
    const secrets = provider.secrets.parse(credentials);
    const http = createHttpClient({ clock, deadline });
    const connection = provider.open(settings, secrets, { http: wrap(http), json, xml, clock });
    return { connection, rest: http.closeIdle, close: http.close };
  };
}
