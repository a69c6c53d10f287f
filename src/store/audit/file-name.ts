import * as z from 'zod';
import type { Mac } from '../disk/chain.ts';

/** Returns the name of the audit file whose first record is `first`. */
export const auditFile = (first: number): string => `audit-${String(first).padStart(12, '0')}.jsonl`;

/** Returns the first record number in the name of an audit file; undefined for any other name. */
export function firstSeqOf(name: string): number | undefined {
  const digits = /^audit-(\d{12})\.jsonl$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const auditHeader = z.object({
  walletwatch: z.literal('audit'),
  version: z.literal(1),
  first: z.number(),
  after: z.string(),
});

export const renderAuditHeader = (first: number, after: Mac): string =>
  JSON.stringify({ walletwatch: 'audit', version: 1, first, after });
