import type { Tenant } from './operators.ts';

export const sandboxProviders = ['payatom', 'airpay', 'wallets-api'] as const;
export type SandboxProvider = (typeof sandboxProviders)[number];

/** Where `npm run sandbox` listens, so that connections made to it last from one start to the next. */
export const fixedPorts: Readonly<Record<SandboxProvider, number>> = {
  payatom: 8091,
  airpay: 8092,
  'wallets-api': 8093,
};

/** Where each provider listens: `http://127.0.0.1:49152`. */
export type Origins = Readonly<Record<SandboxProvider, string>>;

/** Credentials by the names that a provider's settings use. Plain text: nothing here is anybody's. */
export type SecretTexts = Readonly<Record<string, string>>;

/** What is needed to open one connection to the sandbox: the raw input of the provider's settings and secrets. */
export interface SandboxConnection {
  readonly operator: { readonly id: string; readonly name: string };
  readonly id: string;
  readonly provider: SandboxProvider;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: SecretTexts;
  /** Every other set of credentials that opens the same books. */
  readonly otherSecrets: readonly SecretTexts[];
}

/** The connections of one operator, one to each provider. */
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
