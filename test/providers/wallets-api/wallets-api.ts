import type { Ask, Connection } from '../../../src/core/provider/provider.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { createHttpClient, type HttpClient } from '../../../src/http/client.ts';
import { json } from '../../../src/http/json.ts';
import { xml } from '../../../src/http/xml.ts';
import { walletsApi } from '../../../src/providers/wallets-api/index.ts';
import { sealable } from '../../contracts/cases.ts';
import type { FakeClock } from '../../fakes/clock.ts';
import { type Asked, type Loopback, type LoopbackAnswer, listen } from '../loopback.ts';

export const minute = 60_000;
const login = { username: 'client-1', password: 'pass-word-1' };
const opened: { server: Loopback; http: HttpClient }[] = [];

/** Closes the servers and clients that `connect` opened. */
export async function closeAll(): Promise<void> {
  for (const { server, http } of opened.splice(0)) await Promise.all([http.close(), server.close()]);
}

/** Creates the provider's side of logins, as documented: an access token lasts an hour, a refresh token works once. */
export function sessions(clock: FakeClock) {
  const access = new Map<string, number>();
  let refresh: string | undefined;
  let issued = 0;
  const begin = (): LoopbackAnswer => {
    issued += 1;
    refresh = `refresh-token-${issued}`;
    const until = clock.now() + 60 * minute;
    access.set(`access-token-${issued}`, until);
    const data = {
      access_token: `access-token-${issued}`,
      refresh_token: refresh,
      access_expires_at: new Date(until).toISOString(),
      refresh_expires_at: new Date(clock.now() + 7 * 24 * 60 * minute).toISOString(),
      client_id: 7,
    };
    return { body: { success: true, data } };
  };
  const refused = (message: string): LoopbackAnswer => ({
    status: 401,
    body: { error: { name: 'UnauthorizedError', code: 'UNAUTHORIZED', message } },
  });

  return {
    /** Another process used the refresh token. */
    spend() {
      refresh = undefined;
    },
    /** Another process logged out: every token of the client ends. */
    endAll() {
      refresh = undefined;
      access.clear();
    },
    answer({ path, headers, body }: Asked): LoopbackAnswer {
      if (path === '/auth/login') {
        return JSON.parse(body).password === login.password ? begin() : refused('Invalid credentials');
      }
      if (path === '/auth/refresh') {
        const known = refresh !== undefined && JSON.parse(body).refresh_token === refresh;
        return known ? begin() : refused('Invalid refresh token');
      }
      const until = access.get(headers.authorization?.replace('Bearer ', '') ?? '');
      if (until === undefined || until <= clock.now()) return refused('Authentication required or failed.');
      if (path.startsWith('/api/v1/currencies')) return { body: [{ id: 1, currency: 'USD', precision: 2 }] };
      if (path.startsWith('/api/v1/wallets?'))
        return { body: [wallet(101)], headers: { 'X-Has-More': 'false' } };
      return { body: wallet(Number(path.split('/').at(-1))) };
    },
  };
}

function wallet(id: number) {
  return { id, currency_id: 1, amount: 5, type: 'PREPAID' };
}

/** Opens a connection to a new loopback server, by login by default. `asked` counts the requests to a path. */
export async function connect(
  clock: Clock,
  answer: (asked: Asked) => LoopbackAnswer | Promise<LoopbackAnswer>,
  secrets: Readonly<Record<string, string>> = login,
) {
  const server = await listen(answer);
  const http = createHttpClient({ clock, deadline: 8000, random: () => 0 });
  opened.push({ server, http });
  const connection = walletsApi.open(
    walletsApi.settings.parse({ baseUrl: server.origin }),
    walletsApi.secrets.parse(sealable(secrets)),
    { http, json, xml, clock },
  );
  const asked = (path: string) => server.asked.filter((question) => question.path.startsWith(path)).length;
  return { connection, server, asked };
}

/** Reads a wallet and returns its id. */
export async function idOf(connection: Connection, id: string, ask: Ask = {}): Promise<string | undefined> {
  return (await connection.can.wallet?.({ id }, ask))?.id;
}

/** Waits, without advancing the clock, until the condition is true. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
