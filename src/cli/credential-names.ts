import type { Provider } from '../core/provider/provider.ts';
import { looksLikeCredential } from '../core/secret/key-shape.ts';
import { providers } from '../providers/index.ts';
import { shapeOf } from '../settings.ts';

/** A credential of a provider: its name and a description. */
interface CredentialName {
  readonly name: string;
  readonly meaning: string;
}

/** Returns the credentials that a provider accepts, in the order of its settings schema. */
export function credentialNamesOf({ secrets }: Pick<Provider, 'secrets'>): readonly CredentialName[] {
  return Object.entries(shapeOf(secrets)).map(([name, field]) => {
    return { name, meaning: field.description ?? '' };
  });
}

/** Returns the refusal of a credential among the arguments. It does not repeat the credential. */
export function credentialRefusal(subject: string): string {
  return `${subject} a credential, and other users of this machine can read arguments: omit it to be prompted for it, or pipe one JSON object to --secrets -`;
}

/** Returns the refusal of an argument that is a credential or named like one; undefined for any other argument. */
export function refuseCredential(argument: string): string | undefined {
  const [, flag = ''] = /^--?([^=]*)/.exec(argument) ?? [];
  if (isCredentialName(flag)) return credentialRefusal(`--${flag} is`);
  return looksLikeCredential(argument) ? credentialRefusal('One argument looks like') : undefined;
}

/** Whether a flag is named like a credential of any provider, in any spelling. */
function isCredentialName(flag: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  return providers.flatMap(credentialNamesOf).some(({ name }) => fold(name) === fold(flag));
}
