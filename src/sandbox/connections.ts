import type { Tenant } from './operators.ts';

export const sandboxProviders = ['payatom', 'airpay', 'wallets-api'] as const;
export type SandboxProvider = (typeof sandboxProviders)[number];

/** The ports of `npm run sandbox`. They are fixed so that connections stay valid after a restart. */
export const fixedPorts: Readonly<Record<SandboxProvider, number>> = {
  payatom: 8091,
  airpay: 8092,
  'wallets-api': 8093,
};

/** The origin of each provider, such as `http://127.0.0.1:49152`. */
export type Origins = Readonly<Record<SandboxProvider, string>>;

/** Credentials by their names in the provider's settings. Plain text, because they are valid only in the sandbox. */
export type SecretTexts = Readonly<Record<string, string>>;

/** The raw settings and secrets of one connection to the sandbox. */
export interface SandboxConnection {
  readonly operator: { readonly id: string; readonly name: string };
  readonly id: string;
  readonly provider: SandboxProvider;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: SecretTexts;
  /** Every other set of credentials that opens the same data. */
  readonly otherSecrets: readonly SecretTexts[];
}

/** Returns the connections of one operator, one to each provider. */
export function connectionsOf({ operator, keys }: Tenant, origins: Origins): readonly SandboxConnection[] {
  const { id, name } = operator;
  const { apiKey, token, verificationCode, password } = keys.payatom;
  const { privateKey, tokens, ...merchant } = keys.airpay;
  const wallets = JSON.stringify([...tokens].map(([user, ofUser]) => ({ user, token: ofUser })));
  const client = keys.walletsApi;
  return [
    {
      operator: { id, name },
      id: 'payatom',
      provider: 'payatom',
      settings: { baseUrl: origins.payatom, currency: 'INR', email: operator.payatom.email },
      secrets: { apiKey, token, verificationCode },
      otherSecrets: [{ apiKey }, { token, verificationCode }, { token, password }],
    },
    {
      operator: { id, name },
      id: 'airpay',
      provider: 'airpay',
      settings: { baseUrl: origins.airpay, merchantId: operator.airpay.merchantId, currency: 'INR' },
      secrets: { ...merchant, wallets },
      otherSecrets: [{ privateKey, wallets }],
    },
    {
      operator: { id, name },
      id: 'wallets-api',
      provider: 'wallets-api',
      settings: { baseUrl: origins['wallets-api'] },
      secrets: { token: client.token },
      otherSecrets: [
        { username: client.username, password: client.password },
        { apiKey: client.apiKey, apiSecret: client.apiSecret },
      ],
    },
  ];
}
