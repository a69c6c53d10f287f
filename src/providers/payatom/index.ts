import { SetupError } from '../../core/errors/errors.ts';
import type {
  Capabilities,
  Connection,
  MissingCapability,
  Provider,
  ProviderPorts,
} from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret/secret.ts';
import { type Calls, createCalls, type Login, verificationCodeOf } from './calls.ts';
import { createLists } from './lists.ts';
import { readLimits, readStatus, readSummary } from './read.ts';
import {
  type PayatomSecrets,
  type PayatomSettings,
  payatomSecrets,
  payatomSettings,
  timeZones,
} from './settings.ts';

/** The Payatom provider: collection accounts with usage and limits, and transactions by status. It has no balances. */
export const payatom: Provider<typeof payatomSettings, typeof payatomSecrets> = {
  id: 'payatom',
  title: 'Payatom',
  settings: payatomSettings,
  secrets: payatomSecrets,
  open,
};

function open(settings: PayatomSettings, credentials: PayatomSecrets, ports: ProviderPorts): Connection {
  const { baseUrl, currency, timeZone = timeZones[currency] } = settings;
  const calls = createCalls(baseUrl, ports);
  const { apiKey, token } = credentials;
  const byKey = apiKey === undefined ? {} : keyCapabilities(calls, apiKey, currency);
  const byToken =
    token === undefined ? {} : tokenCapabilities(calls, token, loginOf(settings, credentials), currency);
  const lacks: readonly MissingCapability[] = [
    ...(apiKey === undefined ? [lack('accounts', 'apiKey'), lack('summary', 'apiKey')] : []),
    ...(token === undefined ? [lack('limits', 'token', 'verificationCode')] : []),
  ];
  return { can: { ...byKey, ...byToken }, currency, timeZone, lacks };
}

function keyCapabilities(
  calls: Calls,
  apiKey: Secret,
  currency: PayatomSettings['currency'],
): Partial<Capabilities> {
  return {
    accounts: createLists(
      (ask, knownFingerprint) => calls.status(apiKey, ask, knownFingerprint),
      (answer) => readStatus(answer, currency),
    ),
    summary: async (query, ask) => readSummary((await calls.summary(apiKey, query, ask)).value(), currency),
  };
}

function tokenCapabilities(
  calls: Calls,
  token: Secret,
  login: Login,
  currency: PayatomSettings['currency'],
): Partial<Capabilities> {
  return {
    limits: createLists(
      (ask, knownFingerprint) => calls.limits(token, login, ask, knownFingerprint),
      (answer) => readLimits(answer, currency, login.email),
    ),
  };
}

function loginOf({ email }: PayatomSettings, { verificationCode, password }: PayatomSecrets): Login {
  const code = verificationCode ?? (password && verificationCodeOf(password));
  if (email === undefined || code === undefined) {
    throw new SetupError(['token needs the setting email. Set it to the operator’s e-mail at Payatom.']);
  }
  return { email, code };
}

function lack(capability: MissingCapability['capability'], ...names: readonly string[]): MissingCapability {
  return { capability, secrets: names };
}
