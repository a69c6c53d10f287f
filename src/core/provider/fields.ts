import * as z from 'zod';
import { serverUrlField } from '../net/server-url.ts';
import { Secret } from '../secret/secret.ts';
import { settingFaults } from './text.ts';

/** The address before a provider's paths, without a trailing slash. */
export function baseUrlField(name = 'baseUrl') {
  const problems = {
    'not-a-url': settingFaults.noUrl(name),
    credentials: settingFaults.credentialsInUrl(name),
    query: settingFaults.queryInUrl(name),
    'plain-http': settingFaults.plainHttp(name),
  };
  return serverUrlField(problems, settingFaults.baseUrlMissing(name)).transform(({ href }) =>
    href.replace(/\/+$/, ''),
  );
}

/** An IANA time zone that this runtime knows. */
export const timeZoneField = z
  .string({ error: settingFaults.timeZone })
  .refine(isTimeZone, { error: settingFaults.timeZone });

/** A credential of this shape; `fault` is the error for any other. */
export function secretField(shape: RegExp, fault: string) {
  return z.instanceof(Secret, { error: fault }).refine((secret) => secret.matches(shape), { error: fault });
}

/** A text that is valid in a request header: Latin-1 without control characters, and no blank at either end. */
export const headerShape = /^[\x21-\x7e\xa1-\xff](?:[\x20-\x7e\xa0-\xff]{0,1022}[\x21-\x7e\xa1-\xff])?$/;

/** The error option of `z.strictObject(shape, unknownKeysError(shape))`: lists the unknown and the known settings. */
export function unknownKeysError(shape: z.ZodRawShape) {
  const error: z.core.$ZodErrorMap = (issue) => {
    if (issue.code !== 'unrecognized_keys') return undefined;
    return settingFaults.unknown(issue.keys, Object.keys(shape));
  };
  return { error };
}

export function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
