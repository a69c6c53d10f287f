import * as z from 'zod';
import { Secret } from './secret.ts';

/** A setting that is a secret of the given shape; `problem` is the sentence for any other text. */
export function secretSetting(shape: RegExp, problem: string) {
  return z
    .string()
    .regex(shape, problem)
    .transform((text) => new Secret(text));
}
