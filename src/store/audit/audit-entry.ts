import * as z from 'zod';
import type { AuditEntry, AuditRecord } from '../../core/store.ts';
import { defineCollection } from '../../core/store.ts';
import { type CheckedDocument, checkDocument } from '../documents/check.ts';

const entry = z.object({
  at: z.number(),
  principal: z.string(),
  chat: z.string(),
  what: z.string(),
  about: z.string().exactOptional(),
  decision: z.enum(['allowed', 'refused']),
  because: z.string().exactOptional(),
  outcome: z.string().exactOptional(),
});

/** A record as it was written. Members that belong to the file are left out. */
export const recordSchema: z.ZodType<AuditRecord> = entry.extend({ seq: z.number() });

const entries = defineCollection({ name: 'audit', schema: entry as z.ZodType<AuditEntry>, indexes: {} });

/** An entry as it is kept; refuses what is none. */
export const checkEntry = (given: AuditEntry): CheckedDocument<AuditEntry> => checkDocument(entries, given);
