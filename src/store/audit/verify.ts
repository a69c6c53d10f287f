import { macContexts, readChain } from '../disk/chain.ts';
import { auditFile, auditHeader } from './file-name.ts';
import type { AuditHead } from './head.ts';

export type ChainViolation = 'altered' | 'missing' | 'out of order' | 'cut off';

/** The result of verifying the audit: all of it is as it was written, or the first record that is not. */
export type AuditVerdict =
  | { readonly kind: 'ok'; readonly records: number }
  | {
      readonly kind: 'bad';
      readonly seq: number;
      readonly file: string;
      readonly line: number;
      readonly why: ChainViolation;
    };

export interface VerifyParts {
  /** First record number of every file, in order. */
  readonly firsts: readonly number[];
  /** The current head. */
  readonly head: AuditHead;
  /** An earlier head, which must still be part of the audit. */
  readonly known: AuditHead;
  readonly key: Buffer;
  /** Returns the durable bytes of a file. */
  readonly read: (first: number) => Promise<Buffer>;
}

/** Verifies every record up to the head. */
export async function verifyAudit({ firsts, head, known, key, read }: VerifyParts): Promise<AuditVerdict> {
  let after = '';
  let next = 1;
  for (const first of firsts.filter((seq) => seq <= head.seq || seq === 1)) {
    if (first !== next) return violation(next, next, 'missing');
    const reading = readChain(await read(first), key, macContexts.audit);
    const header = auditHeader.safeParse(reading.lines[0]);
    if (!header.success) return violation(first, first, 'altered', 1);
    if (header.data.after !== after || header.data.first !== first) {
      return violation(first, first, 'out of order', 1);
    }
    for (const [index, record] of reading.lines.slice(1).entries()) {
      if (record['seq'] !== next) return violation(next, first, 'out of order');
      if (next === known.seq && reading.macs[index + 1] !== known.mac)
        return violation(next, first, 'altered');
      next += 1;
    }
    if (reading.kind !== 'whole') {
      const isMissing = reading.kind === 'torn' && reading.ended;
      return violation(first + reading.line - 2, first, isMissing ? 'missing' : 'altered');
    }
    after = reading.tip;
  }
  const end = Math.max(head.seq, known.seq);
  if (next <= end) return violation(next, firsts.findLast((seq) => seq <= next) ?? 1, 'cut off');
  return { kind: 'ok', records: next - 1 };
}

function violation(seq: number, first: number, why: ChainViolation, line = seq - first + 2): AuditVerdict {
  return { kind: 'bad', seq, file: auditFile(first), line, why };
}
