import type { Refusal } from '../../core/access/policy.ts';
import type { Line } from '../../core/chat/line.ts';
import type { AuditEntry } from '../../core/store.ts';
import { traceOf } from '../trace.ts';
import type { AnswerPorts } from './ports.ts';

/** Writes the audit entries of lines. */
export interface LineAudit {
  /** Records that a command may run, before it runs. Rejects if the entry cannot be written. */
  allowed(from: Line, command: string, about: string): Promise<AuditEntry>;
  refused(from: Line, what: string, because: Refusal | string): Promise<void>;
  /** Records the end of a command that was allowed by `entry`, if it has no reply. */
  ended(entry: AuditEntry, end: Pick<AuditEntry, 'outcome'> & Partial<AuditEntry>): Promise<void>;
}

export function createLineAudit({
  audit,
  clock,
  log,
}: Pick<AnswerPorts, 'audit' | 'clock' | 'log'>): LineAudit {
  /** A refusal stays one even if it cannot be recorded. */
  async function tryToRecord(entry: AuditEntry): Promise<void> {
    try {
      await audit(entry);
    } catch (thrown) {
      log.error('audit failed', { what: entry.what, decision: entry.decision, ...traceOf(thrown) });
    }
  }

  return {
    async allowed({ principal, chat }, command, about) {
      const entry: AuditEntry = {
        at: clock.now(),
        principal,
        chat: chat.id,
        what: command,
        decision: 'allowed',
        ...(about !== '' && { about }),
      };
      await audit(entry);
      return entry;
    },
    refused({ principal, chat }, what, because) {
      return tryToRecord({ at: clock.now(), principal, chat: chat.id, what, decision: 'refused', because });
    },
    ended: (entry, end) => tryToRecord({ ...entry, at: clock.now(), ...end }),
  };
}
