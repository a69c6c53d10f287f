import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { Ask, ProviderPorts } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Millis } from '../../core/time/clock.ts';
import { answerFault } from './errors.ts';
import { readError, readSession, type Session } from './read.ts';
import type { AuthMethod } from './settings.ts';
import { shareRun } from './share.ts';

/** Authenticates requests. */
export interface Auth {
  readonly method: AuthMethod['kind'];
  /** Returns the current authentication headers. */
  proof(ask: Ask): Promise<Proof>;
  /** Returns new headers after `rejected` was rejected; undefined if this method cannot renew them. */
  renewed(rejected: Proof, ask: Ask): Promise<Proof | undefined>;
  /** The credentials in use, which no error may repeat. */
  hidden(): readonly Secret[];
}

/** The authentication of one request. */
export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
}

export function createAuth(method: AuthMethod, baseUrl: string, ports: ProviderPorts): Auth {
  switch (method.kind) {
    case 'token':
      return fixedAuth(method.kind, [method.token], bearer(method.token));
    case 'key': {
      const headers = { 'x-api-key': method.apiKey.reveal(), 'x-api-secret': method.apiSecret.reveal() };
      return fixedAuth(method.kind, [method.apiKey, method.apiSecret], { headers });
    }
    case 'login':
      return createLogin(method, baseUrl, ports);
  }
}

function fixedAuth(method: AuthMethod['kind'], hidden: readonly Secret[], proof: Proof): Auth {
  return {
    method,
    proof: () => Promise.resolve(proof),
    renewed: () => Promise.resolve(undefined),
    hidden: () => hidden,
  };
}

/** Reasons that reject the credentials themselves. Repeating such a login soon may get the client locked out. */
const rejections: ReadonlySet<Reason> = new Set(['key-refused', 'forbidden', 'bad-question', 'refused']);
/** The pause after a rejected login; doubled after each further rejection. */
const firstPause: Millis = 60_000;
const maxPause: Millis = 10 * 60_000;

/**
 * Authenticates by login. Access tokens last an hour and are renewed early, once for all concurrent requests. A refresh
 * token works once; if it is already spent, logs in again. Never logs out, because that would end every session of
 * the client. During the pause after a rejected login, repeats its error without a request; changed credentials open a
 * new connection without a pause.
 */
function createLogin(
  { username, password }: Extract<AuthMethod, { kind: 'login' }>,
  baseUrl: string,
  ports: ProviderPorts,
): Auth {
  const { http, json, clock } = ports;
  let session: (Session & { readonly proof: Proof }) | undefined;
  /** The tokens before the last renewal: a response in flight may still repeat them. */
  let replaced: readonly Secret[] = [];

  let rejected: { readonly fault: ProviderError; readonly until: Millis; readonly pause: Millis } | undefined;

  const inUse = (): readonly Secret[] => {
    if (session === undefined) return [];
    return session.refresh === undefined ? [session.access] : [session.access, session.refresh];
  };
  const hidden = () => [username, password, ...inUse(), ...replaced];

  async function openSession(path: string, fields: Readonly<Record<string, string>>): Promise<Proof> {
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
        method: 'login',
        now: clock.now(),
        hidden: hidden(),
      });
    }
    const opened = readSession(answer.body, json, clock);
    replaced = inUse();
    session = { ...opened, proof: bearer(opened.access) };
    return session.proof;
  }

  async function logIn(): Promise<Proof> {
    try {
      const fields = { username: username.reveal(), password: password.reveal() };
      const proof = await openSession('/auth/login', fields);
      rejected = undefined;
      return proof;
    } catch (thrown) {
      if (thrown instanceof ProviderError && rejections.has(thrown.reason)) {
        const pause = rejected === undefined ? firstPause : Math.min(2 * rejected.pause, maxPause);
        rejected = { fault: thrown, until: clock.mono() + pause, pause };
      }
      throw thrown;
    }
  }

  const renew = shareRun(async () => {
    if (rejected !== undefined && clock.mono() < rejected.until) throw rejected.fault;
    if (session?.refresh !== undefined) {
      try {
        return await openSession('/auth/refresh', { refresh_token: session.refresh.reveal() });
      } catch {
        // The refresh token is spent, revoked, expired or possibly used: fall back to a login.
      }
    }
    return logIn();
  }, clock);

  return {
    method: 'login',
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
