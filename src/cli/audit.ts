import { defineCommand } from 'citty';
import * as z from 'zod';
import { formatTime } from '../core/format.ts';
import { defineAction, done, refused } from './action.ts';
import { badUsage, leaf } from './leaf.ts';
import { perform } from './perform.ts';

const verify = defineAction({
  name: 'audit verify',
  input: z.object({}),
  async run(_, { store }) {
    const verdict = await store.verifyAudit();
    if (verdict.kind === 'ok') return done(`The audit is whole: ${verdict.records} records.`);
    const { seq, file, line, why } = verdict;
    return refused(
      `The audit is not what was written: record ${seq} (${file}, line ${line}) is ${why}.`,
      'Keep the files for whoever looks into it, and compare them with a backup.',
    );
  },
});

const tail = defineAction({
  name: 'audit tail',
  input: z.object({ limit: z.number().int().min(1).max(1000) }),
  async run({ limit }, { store, reader }) {
    const records = await store.audit.read({ limit });
    if (records.length === 0) return done('The audit is empty: nothing has been asked or changed yet.');
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

export const auditActions = [verify, tail];

export const audit = defineCommand({
  meta: { name: 'audit', description: 'The record of who asked and changed what' },
  subCommands: {
    verify: leaf({
      meta: { name: 'verify', description: 'Check the whole audit; names the first bad record' },
      args: {},
      run: () => perform(verify, {}),
    }),
    tail: leaf({
      meta: { name: 'tail', description: 'Print the newest records' },
      args: { lines: { type: 'string', description: 'how many, 1 to 1000', default: '20' } },
      run: ({ args }) => {
        const limit = Number(args.lines);
        if (!/^\d+$/.test(args.lines) || limit < 1 || limit > 1000)
          throw badUsage('--lines takes a whole number from 1 to 1000.');
        return perform(tail, { limit });
      },
    }),
  },
});
