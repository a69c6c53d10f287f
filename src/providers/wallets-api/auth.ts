import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { Ask, ProviderPorts } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Millis } from '../../core/time/clock.ts';
import { answerFault } from './errors.ts';
import { readError, readSession, type Session } from './read.ts';
import type { AuthMethod } from './settings.ts';
import { shareRun } from './share.ts';

/** How questions prove who asks. */
export interface Auth {
  readonly way: AuthMethod['kind'];
  /** What to send now. */
  proof(ask: Ask): Promise<Proof>;
  /** What to send after `refused` was refused; undefined where nothing can be renewed. */
  renewed(refused: Proof, ask: Ask): Promise<Proof | undefined>;
  /** The credentials in use, which no fault may repeat. */
  hidden(): readonly Secret[];
}

export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
}

export function createAuth(way: AuthMethod, baseUrl: string, ports: ProviderPorts): Auth {
  switch (way.kind) {
    case 'token':
      return fixedAuth(way.kind, [way.token], bearer(way.token));
    case 'key': {
      const headers = { 'x-api-key': way.apiKey.reveal(), 'x-api-secret': way.apiSecret.reveal() };
      return fixedAuth(way.kind, [way.apiKey, way.apiSecret], { headers });
    }
    case 'login':
      return createLogin(way, baseUrl, ports);
  }
}

function fixedAuth(way: AuthMethod['kind'], hidden: readonly Secret[], proof: Proof): Auth {
  return {
    way,
    proof: () => Promise.resolve(proof),
    renewed: () => Promise.resolve(undefined),
    hidden: () => hidden,
  };
}

/** With these the login itself was judged: asking again soon only gets the client locked out. */
const refusals: ReadonlySet<Reason> = new Set(['key-refused', 'forbidden', 'bad-question', 'refused']);
/** How long a refused login is not tried again; twice as long after each further refusal. */
const firstHold: Millis = 60_000;
const maxHold: Millis = 10 * 60_000;

/**
 * Access tokens last an hour and are renewed early, once for all who wait. A refresh token works once: where it was
 * used up elsewhere, the login is made anew. Never logs out: that would end every session of the client. A refused login
 * answers for a while without being tried; changed credentials come with a new connection, which has no such memory.
 */
function createLogin(
  { username, password }: Extract<AuthMethod, { kind: 'login' }>,
  baseUrl: string,
  ports: ProviderPorts,
): Auth {
  const { http, json, clock } = ports;
  let session: (Session & { readonly proof: Proof }) | undefined;
  /** Tokens that were replaced a moment ago may still be repeated by an answer under way. */
  let replaced: readonly Secret[] = [];

  let refused: { readonly fault: ProviderError; readonly until: Millis; readonly hold: Millis } | undefined;

  const inUse = (): readonly Secret[] => {
    if (session === undefined) return [];
    return session.refresh === undefined ? [session.access] : [session.access, session.refresh];
  };
  const hidden = () => [username, password, ...inUse(), ...replaced];

  async function begin(path: string, fields: Readonly<Record<string, string>>): Promise<Proof> {
    const answer = await http.send({
      method: 'POST',
      url: `${baseUrl}${path}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
    const error = readError(answer.body, json);
    if (answer.status < 200 || answer.status > 299 || error !== undefined) {
      throw answerFault(answer, error, {
        asked: 'session',
        way: 'login',
        now: clock.now(),
        hidden: hidden(),
      });
    }
    const begun = readSession(answer.body, json, clock);
    replaced = inUse();
    session = { ...begun, proof: bearer(begun.access) };
    return session.proof;
  }

  async function logIn(): Promise<Proof> {
    try {
      const proof = await begin('/auth/login', { username: username.reveal(), password: password.reveal() });
      refused = undefined;
      return proof;
    } catch (thrown) {
      if (thrown instanceof ProviderError && refusals.has(thrown.reason)) {
        const hold = refused === undefined ? firstHold : Math.min(2 * refused.hold, maxHold);
        refused = { fault: thrown, until: clock.mono() + hold, hold };
      }
      throw thrown;
    }
  }

  const renew = shareRun(async () => {
    if (refused !== undefined && clock.mono() < refused.until) throw refused.fault;
    if (session?.refresh !== undefined) {
      try {
        return await begin('/auth/refresh', { refresh_token: session.refresh.reveal() });
      } catch {
        // Spent, revoked or expired, or nobody can tell whether it was used: the login does not need it.
      }
    }
    return logIn();
  }, clock);

  return {
    way: 'login',
    hidden,
    async proof(ask) {
      if (session !== undefined && clock.mono() < session.renewAt) return session.proof;
      try {
        return await renew(ask);
      } catch (thrown) {
        if (session !== undefined && clock.mono() < session.endsAt) return session.proof;
        throw thrown;
      }
    },
    renewed(old, ask) {
      if (session !== undefined && session.proof !== old) return Promise.resolve(session.proof);
      return renew(ask);
    },
  };
}

function bearer(token: Secret): Proof {
  return { headers: { authorization: `Bearer ${token.reveal()}` } };
}
