import { join } from 'node:path';
import { SetupError } from '../../core/errors/errors.ts';
import type { AuditEntry, AuditRecord, Store } from '../../core/store.ts';
import { batchWindow } from '../disk/batch-window.ts';
import { macContexts, readChain } from '../disk/chain.ts';
import type { ChainLog, ChainPlace } from '../disk/chain-log.ts';
import { createChainFile, createChainLog } from '../disk/chain-log.ts';
import type { CheckedDocument } from '../documents/check.ts';
import { closedError } from '../errors.ts';
import type { RaiseAlarm } from '../events.ts';
import { storeText } from '../text.ts';
import { checkEntry, parseRecord, renderRecord } from './audit-entry.ts';
import { auditFile, auditHeader, firstSeqOf, renderAuditHeader } from './file-name.ts';
import type { AuditHead } from './head.ts';
import { type AuditVerdict, verifyAudit } from './verify.ts';

export interface AuditLog {
  readonly append: Store['audit']['append'];
  readonly read: Store['audit']['read'];
  /** The last durable record. */
  head(): AuditHead;
  /** Verifies every record. `known` is an earlier head, which must still be part of the audit. */
  verify(known: AuditHead): Promise<AuditVerdict>;
  /** The lines of every file, up to the head. */
  lines(): AsyncIterable<readonly [file: string, line: string]>;
  /** Rejects new records and waits for those being written. */
  close(): Promise<void>;
}

/** Maximum number of waiting records that are written together. */
const batchSize = 4096;

/**
 * Opens the audit: append-only files. The MAC of each record covers the record before it, and each file starts with the
 * last MAC of the file before it. Only the last file is checked; `verify` checks all.
 */
export async function openAudit(
  place: Omit<ChainPlace, 'context'>,
  options: { readonly known: AuditHead; readonly segmentBytes: number; readonly raise: RaiseAlarm },
): Promise<AuditLog> {
  const { disk, folder, key } = place;
  const { known, segmentBytes, raise } = options;
  const chained: ChainPlace = { ...place, context: macContexts.audit };
  const firsts = (await disk.list(folder)).flatMap((name) => firstSeqOf(name) ?? []).sort((a, b) => a - b);
  const opened = await openLast();
  const { log } = opened;
  let head = opened.head;
  let closed = false;
  let working: Promise<void> | undefined;
  const waiting: {
    readonly entry: CheckedDocument<AuditEntry>;
    readonly resolve: (record: AuditRecord) => void;
    readonly reject: (reason: unknown) => void;
  }[] = [];

  async function openLast(): Promise<{ readonly log: ChainLog; readonly head: AuditHead }> {
    for (;;) {
      const first = firsts.at(-1);
      if (first === undefined) {
        if (known.seq > 0) throw new SetupError([storeText.missing(join(folder, auditFile(1)))]);
        const { file, end } = await createChainFile(chained, auditFile(1), renderAuditHeader(1, ''));
        firsts.push(1);
        return { log: createChainLog(chained, file, end, raise), head: { seq: 0, mac: '' } };
      }
      const name = auditFile(first);
      const path = join(folder, name);
      const reading = readChain(await disk.read(path), key, macContexts.audit);
      if (reading.kind === 'broken') throw new SetupError([storeText.broken(path, reading.line)]);
      const last = first + reading.lines.length - 2;
      if (reading.lines.length === 0 ? first <= known.seq : last < known.seq) {
        throw new SetupError([storeText.auditShort(folder, Math.max(last, first - 1), known.seq)]);
      }
      if (reading.kind === 'torn') {
        raise({ kind: 'tail-dropped', file: name, line: reading.line, bytes: reading.dropped });
      }
      if (reading.lines.length === 0) {
        await disk.remove(path);
        await disk.syncFolder(folder);
        firsts.pop();
        continue;
      }
      const file = await disk.open(path);
      if (reading.kind === 'torn') await file.truncate(reading.length);
      await file.sync();
      const { tip, length, batch } = reading;
      const mac = last < first ? auditHeader.parse(reading.lines[0]).after : tip;
      return {
        log: createChainLog(chained, file, { name, tip, length, batch }, raise),
        head: { seq: last, mac },
      };
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      await batchWindow();
      const batch = waiting.splice(0, batchSize);
      try {
        if (log.end().length > segmentBytes) {
          await log.roll(auditFile(head.seq + 1), renderAuditHeader(head.seq + 1, head.mac));
          firsts.push(head.seq + 1);
        }
        const bodies = batch.map(({ entry }, index) => renderRecord(entry.text, head.seq + 1 + index));
        await log.append(bodies);
        const first = head.seq + 1;
        head = { seq: head.seq + batch.length, mac: log.end().tip };
        for (const [index, { entry, resolve }] of batch.entries())
          resolve({ ...entry.document, seq: first + index });
      } catch (thrown) {
        for (const { reject } of batch) reject(thrown);
      }
    }
    working = undefined;
  }

  /** Returns the durable bytes of a file. */
  async function bytesOf(first: number): Promise<Buffer> {
    const { name, length } = log.end();
    const bytes = await disk.read(join(folder, auditFile(first)));
    return auditFile(first) === name ? bytes.subarray(0, length) : bytes;
  }

  return {
    append(entry) {
      if (closed) return Promise.reject(closedError());
      return new Promise((resolve, reject) => {
        waiting.push({ entry: checkEntry(entry), resolve, reject });
        working ??= work();
      });
    },
    async read({ before = Number.POSITIVE_INFINITY, limit }) {
      if (closed) throw closedError();
      const page: AuditRecord[] = [];
      for (const first of firsts.filter((seq) => seq < before).reverse()) {
        const lines = (await bytesOf(first)).toString().split('\n').slice(1, -1);
        for (let index = Math.min(lines.length, before - first) - 1; index >= 0; index--) {
          if (page.length >= limit) return page;
          page.push(parseRecord(lines[index] ?? '', auditFile(first)));
        }
      }
      return page;
    },
    head: () => head,
    verify: (earlier) => verifyAudit({ firsts, head, known: earlier, key, read: bytesOf }),
    async *lines() {
      for (const first of [...firsts]) {
        for (const line of (await bytesOf(first)).toString().split('\n').slice(0, -1)) {
          yield [auditFile(first), line] as const;
        }
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await working;
      await log.close();
    },
  };
}
