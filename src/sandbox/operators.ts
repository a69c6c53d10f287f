import { createHash } from 'node:crypto';
import type { Hex } from './random.ts';

/** What the three providers know of one operator, apart from the keys. Bodies are the wire's own text. */
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
  /** Body of the account status list. */
  readonly status: string;
  /** Body of the P2P accounts list. */
  readonly limits: string;
  /** Body of the transaction summary; undefined when the operator has no such account. */
  summary(account: string, dateType: string, date: string): string | undefined;
}

export interface AirpayBooks {
  readonly merchantId: string;
  /** Wallet users the operator asks for. One without a balance has no record at the provider. */
  readonly users: readonly { readonly user: string; readonly balance?: string }[];
}

export interface WalletsBooks {
  /** In the order in which the list answers them. */
  readonly wallets: readonly SandboxWalletRow[];
  readonly currencies: readonly CurrencyRow[];
}

/** `amount` as its digits stand on the wire. `name` is never answered: it is what the name filter looks at. */
export interface SandboxWalletRow {
  readonly id: number;
  readonly currencyId: number;
  readonly amount: string;
  readonly type: 'PREPAID' | 'POSTPAID';
  readonly name: string;
}

/** Printed as it is. */
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
    /** SHA-256 over secret, user name and password. */
    readonly privateKey: string;
    /** Token of each wallet user. */
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

/** Gives an operator fresh keys. No two operators share any. */
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
