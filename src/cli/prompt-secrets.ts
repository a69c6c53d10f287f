import { isCancel, password } from '@clack/prompts';
import * as z from 'zod';
import type { Provider } from '../core/provider/provider.ts';
import { parseJson } from '../core/text/parse-json.ts';
import { credentialGiven } from './check-words.ts';
import { credentialNames, credentialNamesOf } from './credential-names.ts';
import { badUsage } from './subcommand.ts';

const maxSecretsBytes = 64 * 1024;

/** `key=value` settings. A credential among them is refused with the safe way, without repeating it. */
export function settingPairs(pairs: readonly string[], provider: Provider): Record<string, string> {
  const secret = new Set(credentialNames(provider));
  const settings = new Map<string, string>();
  const faults: string[] = [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = at < 0 ? '' : pair.slice(0, at);
    if (key === '') faults.push('--set takes key=value, such as --set currency=INR');
    else if (secret.has(key)) faults.push(credentialGiven(`${key} is`));
    else if (settings.has(key)) faults.push(`${key} is set twice: leave one of them out.`);
    else settings.set(key, pair.slice(at + 1));
  }
  if (faults.length > 0) throw badUsage(...faults);
  return Object.fromEntries(settings);
}

/** The secrets as one JSON object on stdin. A value that is not text, such as a list, is kept as its JSON. */
export async function readSecrets(flag: string): Promise<Record<string, string>> {
  if (flag !== '-') throw badUsage(credentialGiven('--secrets takes “-” alone: what stands there may be'));
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxSecretsBytes)
      throw badUsage('The secrets on stdin are over 64 KiB: give one JSON object.');
    chunks.push(chunk);
  }
  const parsed = z
    .record(z.string(), z.unknown())
    .safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
  if (!parsed.success)
    throw badUsage('The secrets on stdin are not one JSON object, such as {"apiKey":"..."}.');
  return Object.fromEntries(
    Object.entries(parsed.data).map(([field, value]) => [
      field,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Whether somebody is there to be asked; otherwise the line that says how to give secrets without. */
export function refuseWithoutTerminal(): void {
  if (!process.stdin.isTTY) throw badUsage('No terminal to ask at: pipe one JSON object to --secrets -');
}

/** Asks for each credential of the provider by a hidden prompt; Enter leaves one out. */
export async function askSecrets(provider: Provider): Promise<Record<string, string>> {
  // A terminal that does not tell its width is not one of no width.
  if (process.stdout.columns === 0) process.stdout.columns = 80;
  const secrets: Record<string, string> = {};
  for (const { name, meaning } of credentialNamesOf(provider)) {
    const typed = await password({ message: `${name}: ${meaning} (Enter leaves it out)` });
    if (isCancel(typed)) throw badUsage('Stopped; nothing was changed.');
    if (typeof typed === 'string' && typed !== '') secrets[name] = typed;
  }
  return secrets;
}
