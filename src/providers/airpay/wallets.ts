import { Secret } from '../../core/secret/secret.ts';

/** A configured wallet user. Its token belongs to that user's wallet and works for no other. */
export interface WalletUser {
  /** E-mail address, mobile number or UID; the balance is displayed under it. */
  readonly user: string;
  readonly token: Secret;
}

/** The result of parsing `wallets`. Error messages number the entries from 1 and contain no value. */
export interface WalletUsers {
  readonly wallets: readonly WalletUser[];
  readonly faults: readonly string[];
}

const example = '[{"user": "...", "token": "..."}]';

/** Parses the JSON text of the secret `wallets`. */
export function parseWalletUsers(text: string): WalletUsers {
  const entries = parseList(text);
  if (entries === undefined)
    return { wallets: [], faults: [`wallets is not a JSON list. Write it as ${example}`] };
  if (entries.length === 0) {
    return { wallets: [], faults: [`wallets is empty. Add at least one wallet user, as ${example}`] };
  }
  const wallets: WalletUser[] = [];
  const faults: string[] = [];
  const seen = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const { user, token } = fieldsOf(entry);
    const at = `wallets entry ${index + 1}`;
    const problems = [...userFaults(user), ...tokenFaults(token)];
    const first = typeof user === 'string' ? seen.get(user.toLowerCase()) : undefined;
    if (first !== undefined) problems.push(`repeats the user of entry ${first}. Remove one of them.`);
    if (typeof user === 'string' && first === undefined) seen.set(user.toLowerCase(), index + 1);
    faults.push(...problems.map((problem) => `${at} ${problem}`));
    if (problems.length === 0) wallets.push({ user: user as string, token: new Secret(token as string) });
  }
  return { wallets, faults };
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf(entry: unknown): { readonly user?: unknown; readonly token?: unknown } {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : {};
}

/** Checks a user. The document requires 6 to 50 characters; a UID may be shorter. */
function userFaults(user: unknown): readonly string[] {
  if (user === undefined) return ['has no user. Add the e-mail address, mobile number or UID.'];
  if (typeof user !== 'string') return ['has a user that is not text. Put it in quotes.'];
  if (/^\P{C}{1,50}$/u.test(user) && user === user.trim()) return [];
  return ['has a user that is not 1 to 50 characters, or has spaces around it. Copy it again.'];
}

function tokenFaults(token: unknown): readonly string[] {
  if (token === undefined) return ['has no token. Add the token that Airpay issued with the wallet.'];
  if (typeof token === 'string' && /^[\x21-\x7e]{10,200}$/.test(token)) return [];
  return ['has a token that is not 10 to 200 plain characters. Copy it again.'];
}
