import type { Clock, Instant } from '../core/time/clock.ts';
import type { SandboxAnswer, SandboxQuestion } from './http.ts';
import { fieldsOf, printFlat } from './http.ts';
import type { Tenant } from './operators.ts';
import type { Hex } from './random.ts';

/** The sessions of the Wallets API, and the answers of its two login endpoints. */
export interface Sessions {
  login(question: SandboxQuestion): SandboxAnswer;
  /** Rotates the tokens: each refresh token works once. */
  refresh(question: SandboxQuestion): SandboxAnswer;
  /** Returns the tenant of an access token that has not expired. */
  tenantOf(accessToken: string): Tenant | undefined;
}

interface Session {
  readonly tenant: Tenant;
  readonly until: Instant;
}

const hour = 3_600_000;
const accessLife = hour;
const refreshLife = 7 * 24 * hour;

export function createSessions(tenants: readonly Tenant[], clock: Clock, hex: Hex): Sessions {
  const access = new Map<string, Session>();
  const refreshing = new Map<string, Session>();

  const open = (tenant: Tenant): SandboxAnswer => {
    const now = clock.now();
    for (const sessions of [access, refreshing]) {
      for (const [token, { until }] of sessions) if (until <= now) sessions.delete(token);
    }
    const [accessToken, refreshToken] = [hex(32), hex(32)];
    access.set(accessToken, { tenant, until: now + accessLife });
    refreshing.set(refreshToken, { tenant, until: now + refreshLife });
    const data = {
      access_token: accessToken,
      refresh_token: refreshToken,
      access_expires_at: new Date(now + accessLife).toISOString(),
      refresh_expires_at: new Date(now + refreshLife).toISOString(),
      client_id: tenant.operator.id,
    };
    return { status: 200, type: 'application/json', body: printFlat({ success: true, data }) };
  };

  return {
    login(question) {
      const fields = jsonFields(question);
      if (fields === undefined) return badSyntax;
      const { username, password } = fields;
      if (!isText(username) || !isText(password)) return invalid('Username and password are required');
      const tenant = tenants.find(({ keys }) => keys.walletsApi.username === username);
      return tenant?.keys.walletsApi.password === password
        ? open(tenant)
        : unauthorized('Invalid credentials');
    },
    refresh(question) {
      const fields = jsonFields(question);
      if (fields === undefined) return badSyntax;
      const token = fields['refresh_token'];
      if (!isText(token)) return invalid('Refresh token is required');
      const session = refreshing.get(token);
      refreshing.delete(token);
      return session !== undefined && session.until > clock.now()
        ? open(session.tenant)
        : unauthorized('Invalid refresh token');
    },
    tenantOf(token) {
      const session = access.get(token);
      return session !== undefined && session.until > clock.now() ? session.tenant : undefined;
    },
  };
}

/** Prints an error of the Wallets API as its document does. */
export function walletsError(status: number, name: string, code: string, message: string): SandboxAnswer {
  return { status, type: 'application/json', body: printFlat({ error: { name, code, message } }) };
}

export function unauthorized(message: string): SandboxAnswer {
  return walletsError(401, 'UnauthorizedError', 'UNAUTHORIZED', message);
}

const badSyntax = walletsError(400, 'SyntaxError', 'SYNTAX_ERROR', 'Invalid request body');

function invalid(message: string): SandboxAnswer {
  return walletsError(400, 'ValidationException', 'VALIDATION_FAILURE', message);
}

function jsonFields(question: SandboxQuestion): Readonly<Record<string, unknown>> | undefined {
  return question.contentType === 'application/json' ? fieldsOf(question.body) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
