import * as z from 'zod';
import { Secret } from '../secret/secret.ts';
import { settingFaults } from './text.ts';

/**
 * The address that a provider's paths are put behind, without a trailing slash. `https`; plain `http` for this
 * machine alone.
 */
export function baseUrlField(name = 'baseUrl') {
  return z.string({ error: settingFaults.baseUrlMissing(name) }).transform((typed, context): string => {
    const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined;
    const fault = url === undefined ? settingFaults.noUrl(name) : urlFault(name, url);
    if (url !== undefined && fault === undefined) return url.href.replace(/\/+$/, '');
    context.addIssue({ code: 'custom', message: fault ?? settingFaults.noUrl(name) });
    return z.NEVER;
  });
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

function urlFault(name: string, url: URL): string | undefined {
  if (url.username !== '' || url.password !== '') return settingFaults.credentialsInUrl(name);
  if (url.search !== '' || url.hash !== '') return settingFaults.queryInUrl(name);
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return settingFaults.noUrl(name);
  return isLoopback(url.hostname) ? undefined : settingFaults.plainHttp(name);
}

/** Whether the host of a URL is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
