import type { ArgsDef } from 'citty';
import { looksLikeCredential } from '../core/secret/key-shape.ts';
import { cliCommand } from '../host/text.ts';
import { providers } from '../providers/index.ts';
import { credentialNames } from './credential-names.ts';
import { badUsage } from './subcommand.ts';

/** The refusal of a credential among the arguments. It is not repeated. */
export function credentialGiven(what: string): string {
  return `${what} a credential, and others on this machine can read arguments. Leave it out to be asked for it, or pipe one JSON object to --secrets -`;
}

/** Refuses words that the subcommand does not know instead of passing over them. `path` names it: `operator add`. */
export function checkWords(args: ArgsDef, words: readonly string[], path: string): void {
  const flags = Object.entries(args).filter(([, arg]) => arg.type !== 'positional');
  const places = Object.entries(args).filter(([, arg]) => arg.type === 'positional');
  const see = `see ${cliCommand} ${path} --help`;
  let given = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-') || word === '-') {
      given += 1;
      if (given <= places.length) continue;
      throw badUsage(
        looksLikeCredential(word)
          ? credentialGiven('There is a word too many that looks like')
          : `“${word}” is one word too many: ${see}`,
      );
    }
    const name = word.replace(/^-+/, '').split('=')[0] ?? '';
    const known = word.startsWith('--') ? flags.find(([flag]) => flag === name) : undefined;
    if (known === undefined) {
      throw badUsage(
        isCredential(name) ? credentialGiven(`--${name} is`) : `There is no --${name} here: ${see}`,
      );
    }
    if (known[1].type === 'boolean' || word.includes('=')) continue;
    index += 1;
    if (words[index] === undefined) throw badUsage(`--${name} needs a value: ${see}`);
  }
  const missing = places.slice(given).filter(([, arg]) => arg.required !== false);
  if (missing.length === 0) return;
  const named = missing.map(([name]) => `<${name}>`).join(' and ');
  throw badUsage(`${named} ${missing.length === 1 ? 'is' : 'are'} missing: ${see}`);
}

/** Whether a flag is named like a credential of any provider, however it is spelt. */
function isCredential(name: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  return providers.some((provider) => credentialNames(provider).some((each) => fold(each) === fold(name)));
}
