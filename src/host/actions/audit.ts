import * as z from 'zod';
import { formatTime } from '../../core/format/format.ts';
import { defineAction, done, refused } from '../action.ts';

export const auditVerify = defineAction({
  name: 'audit verify',
  input: z.object({}),
  async run(_, { store }) {
    const verdict = await store.verifyAudit();
    if (verdict.kind === 'ok') return done(`The audit is intact: ${verdict.records} records.`);
    const { seq, file, line, why } = verdict;
    return refused(
      `The audit was altered: record ${seq} (${file}, line ${line}) is ${why}.`,
      'Leave the files as they are for the investigation, and compare them with a backup.',
    );
  },
});

export const auditTail = defineAction({
  name: 'audit tail',
  input: z.object({ limit: z.number().int().min(1).max(1000) }),
  async run({ limit }, { store, reader }) {
    const records = await store.audit.read({ limit });
    if (records.length === 0) return done('The audit is empty: there has been no request or change yet.');
    return done(
      ...[...records]
        .reverse()
        .map(({ seq, at, principal, chat, what, about, decision, because, outcome }) => {
          const where = chat === principal ? '' : `in ${chat}`;
          const verdict = because === undefined ? decision : `${decision}: ${because}`;
          const parts = [`#${seq}`, formatTime(at, reader), principal, where, what, about, verdict, outcome];
          return parts.filter((part) => part !== undefined && part !== '').join('  ');
        }),
    );
  },
});

export const auditActions = [auditVerify, auditTail];
