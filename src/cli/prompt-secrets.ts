import { isCancel, password } from '@clack/prompts';
import * as z from 'zod';
import type { Provider } from '../core/provider/provider.ts';
import { parseJson } from '../core/text/parse-json.ts';
import { credentialNamesOf, credentialRefusal } from './credential-names.ts';
import { usageError } from './run-action.ts';

const maxSecretsBytes = 64 * 1024;

/** The flag that reads credentials from stdin instead of prompting for them. */
export const secretsFlag = {
  kind: 'parsed',
  placeholder: '-',
  brief: 'with “-”: one JSON object on stdin; prompted for when omitted',
  optional: true,
  parse(value: string): '-' {
    if (value !== '-') throw usageError(credentialRefusal('The value of --secrets may be'));
    return value;
  },
} as const;

/** Parses `key=value` settings. A credential among them is refused and not repeated. */
export function parseSettings(pairs: readonly string[], provider: Provider): Record<string, string> {
  const credentials = new Set(credentialNamesOf(provider).map(({ name }) => name));
  const settings = new Map<string, string>();
  const faults: string[] = [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = at < 0 ? '' : pair.slice(0, at);
    if (key === '') faults.push('--set takes key=value, such as --set currency=INR');
    else if (credentials.has(key)) faults.push(credentialRefusal(`${key} is`));
    else if (settings.has(key)) faults.push(`${key} is set twice: remove one of them.`);
    else settings.set(key, pair.slice(at + 1));
  }
  if (faults.length > 0) throw usageError(...faults);
  return Object.fromEntries(settings);
}

/** Throws a usage error if there is no terminal to prompt on. */
export function requireTerminal(): void {
  if (!process.stdin.isTTY)
    throw usageError('There is no terminal to prompt on: pipe one JSON object to --secrets -');
}

/** Reads one JSON object. A value that is not text, such as a list, is passed on as JSON. */
export async function readSecretsFromStdin(): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxSecretsBytes)
      throw usageError('The secrets on stdin are larger than 64 KiB: pipe one JSON object.');
    chunks.push(chunk);
  }
  const parsed = z
    .record(z.string(), z.unknown())
    .safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
  if (!parsed.success)
    throw usageError('The secrets on stdin are not one JSON object, such as {"apiKey":"..."}.');
  return Object.fromEntries(
    Object.entries(parsed.data).map(([field, value]) => [
      field,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Prompts for each credential of the provider without echo; Enter omits one. */
export async function promptSecrets(provider: Provider): Promise<Record<string, string>> {
  // A terminal that reports no width is as wide as most.
  if (process.stdout.columns === 0) process.stdout.columns = 80;
  const secrets: Record<string, string> = {};
  for (const { name, meaning } of credentialNamesOf(provider)) {
    const typed = await password({ message: `${name}: ${meaning} (Enter omits it)` });
    if (isCancel(typed)) throw usageError('Cancelled; nothing was changed.');
    if (typeof typed === 'string' && typed !== '') secrets[name] = typed;
  }
  return secrets;
}
