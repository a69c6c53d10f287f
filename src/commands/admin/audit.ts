import { defineCommand } from '../../core/command/command.ts';
import { column, heading, moment, reply, table, text } from '../../core/reply/build.ts';
import { adminText } from './text.ts';

/** The number of records that one reply pages through. The host CLI reads further back. */
const maxEntries = 500;

export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'The audit log: questions and changes, newest first',
  details: [
    'Admins of everything see all records. Admins of operators see the records of these operators and their own.',
  ],
  examples: ['/audit'],
  args: {},
  need: () => ({ kind: 'administer' }),
  async run(_, { access, principal, records }) {
    const newest = await records.read({ limit: maxEntries });
    const mine = newest.filter((record) => {
      if (access.everywhere || record.principal === principal) return true;
      return record.about?.split(/[\s/,]+/).some((word) => access.operators.has(word)) ?? false;
    });
    const [first] = newest;
    if (first === undefined || mine.length === 0)
      return reply(adminText.auditEmpty, [text(adminText.auditEmpty)]);
    const rows = mine.map(({ seq, at, principal: who, chat, what, about, decision, because, outcome }) => {
      const verdict = [because === undefined ? decision : `${decision}: ${because}`, outcome];
      const where = chat === who ? '' : chat;
      return [`#${seq}`, moment(at), who, what, about ?? '', verdict.filter(Boolean).join(', '), where];
    });
    const columns = [
      column('Record', 4),
      column('When', 1),
      column('Who', 1),
      column('What', 1),
      column('About', 2),
      column('Decision', 2),
      column('Where', 5),
    ];
    const summary = adminText.auditRecords(mine.length, access.everywhere ? first.seq : mine.length);
    return reply(summary, [heading(summary), table(columns, rows, { paged: true })]);
  },
});
