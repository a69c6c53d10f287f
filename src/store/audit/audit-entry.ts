import * as z from 'zod';
import type { AuditEntry, AuditRecord } from '../../core/store.ts';
import { defineCollection, StoreError } from '../../core/store.ts';
import { type CheckedDocument, checkDocument } from '../documents/check.ts';

const entrySchema = z.object({
  at: z.number(),
  principal: z.string(),
  chat: z.string(),
  what: z.string(),
  about: z.string().exactOptional(),
  decision: z.enum(['allowed', 'refused']),
  because: z.string().exactOptional(),
  outcome: z.string().exactOptional(),
});

/** A record as it was appended, without the members that belong to the file. */
const recordSchema: z.ZodType<AuditRecord> = entrySchema.extend({ seq: z.number() });

const entries = defineCollection({
  name: 'audit',
  schema: entrySchema as z.ZodType<AuditEntry>,
  indexes: {},
});

/** Returns an entry as it is stored; throws if it is not valid. */
export const checkEntry = (entry: AuditEntry): CheckedDocument<AuditEntry> => checkDocument(entries, entry);

export const renderRecord = (entry: string, seq: number): string => `{"seq":${seq},${entry.slice(1)}`;

/** Parses the line of a record; the error names `file`. */
export function parseRecord(line: string, file: string): AuditRecord {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch {
    throw new StoreError('altered', `${file}: a record is not as it was written`);
  }
}
