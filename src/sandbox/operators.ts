import { createHash } from 'node:crypto';
import type { Hex } from './random.ts';

/** The data of one operator at the three providers, without the keys. Bodies are the text that is sent. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly payatom: PayatomBooks;
  readonly airpay: AirpayBooks;
  readonly walletsApi: WalletsBooks;
}

export interface PayatomBooks {
  /** The registered e-mail address. */
  readonly email: string;
  /** The body of the account status list. */
  readonly status: string;
  /** The body of the P2P accounts list. */
  readonly limits: string;
  /** The body of the transaction summary; undefined if the operator has no such account. */
  summary(account: string, dateType: string, date: string): string | undefined;
}

export interface AirpayBooks {
  readonly merchantId: string;
  /** The operator's wallet users. The provider has no record of a user without a balance. */
  readonly users: readonly { readonly user: string; readonly balance?: string }[];
}

export interface WalletsBooks {
  /** In the order of the list response. */
  readonly wallets: readonly SandboxWalletRow[];
  readonly currencies: readonly CurrencyRow[];
}

/** A wallet. `amount` is its text in the response. `name` is used only by the name filter and never sent. */
export interface SandboxWalletRow {
  readonly id: number;
  readonly currencyId: number;
  readonly amount: string;
  readonly type: 'PREPAID' | 'POSTPAID';
  readonly name: string;
}

/** A currency, sent with these field names. */
export interface CurrencyRow {
  readonly id: number;
  readonly name: string;
  readonly currency: string;
  readonly precision: number;
}

/** An operator with its keys at every provider. */
export interface Tenant {
  readonly operator: Operator;
  readonly keys: Keys;
}

export interface Keys {
  readonly payatom: {
    readonly apiKey: string;
    readonly token: string;
    readonly password: string;
    /** MD5 of the password. */
    readonly verificationCode: string;
  };
  readonly airpay: {
    readonly username: string;
    readonly password: string;
    readonly secret: string;
    /** SHA-256 of secret, user name and password. */
    readonly privateKey: string;
    /** The token of each wallet user. */
    readonly tokens: ReadonlyMap<string, string>;
  };
  readonly walletsApi: {
    readonly token: string;
    readonly username: string;
    readonly password: string;
    readonly apiKey: string;
    readonly apiSecret: string;
  };
}

/** Creates keys for an operator. No two operators share a key. */
export function issueKeys(operator: Operator, hex: Hex): Tenant {
  const payatomPassword = hex(12);
  const [username, password, secret] = [`user-${hex(4)}`, hex(12), hex(16)];
  return {
    operator,
    keys: {
      payatom: {
        apiKey: hex(20),
        token: hex(20),
        password: payatomPassword,
        verificationCode: createHash('md5').update(payatomPassword).digest('hex'),
      },
      airpay: {
        username,
        password,
        secret,
        privateKey: createHash('sha256').update(`${secret}@${username}:|:${password}`).digest('hex'),
        tokens: new Map(operator.airpay.users.map(({ user }) => [user, hex(32)])),
      },
      walletsApi: {
        token: hex(32),
        username: `client-${hex(4)}`,
        password: hex(12),
        apiKey: `sk_test_${hex(16)}`,
        apiSecret: hex(32),
      },
    },
  };
}
