import type { Ask, ProviderPorts } from '../../core/provider.ts';
import type { Secret } from '../../core/secret.ts';
import { answerFault } from './errors.ts';
import { readError, readSession, type Session } from './read.ts';
import type { Way } from './settings.ts';
import { shareRun } from './share.ts';

/** How questions prove who asks. */
export interface Auth {
  readonly way: Way['kind'];
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

export function createAuth(way: Way, baseUrl: string, ports: ProviderPorts): Auth {
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

function fixedAuth(way: Way['kind'], hidden: readonly Secret[], proof: Proof): Auth {
  return {
    way,
    proof: () => Promise.resolve(proof),
    renewed: () => Promise.resolve(undefined),
    hidden: () => hidden,
  };
}

/**
 * Access tokens last an hour and are renewed early, once for all who wait. A refresh token works once: where it was
 * used up elsewhere, the login is made anew. Never logs out: that would end every session of the client.
 */
function createLogin(
  { username, password }: Extract<Way, { kind: 'login' }>,
  baseUrl: string,
  ports: ProviderPorts,
): Auth {
  const { http, json, clock } = ports;
  let session: (Session & { readonly proof: Proof }) | undefined;
  /** Tokens that were replaced a moment ago may still be repeated by an answer under way. */
  let replaced: readonly Secret[] = [];

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

  const renew = shareRun(async () => {
    if (session?.refresh !== undefined) {
      try {
        return await begin('/auth/refresh', { refresh_token: session.refresh.reveal() });
      } catch {
        // Spent, revoked or expired, or nobody can tell whether it was used: the login does not need it.
      }
    }
    return begin('/auth/login', { username: username.reveal(), password: password.reveal() });
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
    renewed(refused, ask) {
      if (session !== undefined && session.proof !== refused) return Promise.resolve(session.proof);
      return renew(ask);
    },
  };
}

function bearer(token: Secret): Proof {
  return { headers: { authorization: `Bearer ${token.reveal()}` } };
}
