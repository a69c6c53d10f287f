import * as z from 'zod';
import type { Provider } from '../core/provider/provider.ts';

/** A credential of a provider: its name, and what it is. */
export interface CredentialName {
  readonly name: string;
  readonly meaning: string;
}

/** What a provider takes as credentials, in the order of its settings. */
export function credentialNamesOf({ secrets }: Pick<Provider, 'secrets'>): readonly CredentialName[] {
  let schema: z.ZodType = secrets;
  while (schema instanceof z.ZodPipe) schema = schema.in as z.ZodType;
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    return { name, meaning: field.description ?? '' };
  });
}

export function credentialNames(provider: Pick<Provider, 'secrets'>): readonly string[] {
  return credentialNamesOf(provider).map(({ name }) => name);
}
