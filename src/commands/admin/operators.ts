import { defineCommand } from '../../core/command/command.ts';
import { column, heading, reply, table, text } from '../../core/reply/build.ts';
import { administeredOperators } from './choose-operator.ts';
import { adminText } from './text.ts';

export const operatorsCommand = defineCommand({
  name: 'operators',
  summary: 'Operators that you administer, with their grants and chats',
  examples: ['/operators'],
  args: {},
  need: () => ({ kind: 'administer' }),
  async run(_, context) {
    const mine = await administeredOperators(context);
    if (mine.length === 0) return reply(adminText.noOperators, [text(adminText.noOperators)]);
    const rows = await Promise.all(
      mine.map(async ({ id, name }) => {
        const grants = await context.registry.grants({ operator: id });
        const bindings = await context.registry.bindings({ operator: id });
        const people = grants.map(({ principal, role }) => `${principal} (${role})`).join(', ');
        return [id, name, people, bindings.map(({ chat }) => chat).join(', ')];
      }),
    );
    const columns = [
      column('Operator', 1),
      column('Name', 3),
      column('Granted to', 2),
      column('Bound chats', 2),
    ];
    const summary = adminText.operators(mine.length);
    return reply(summary, [heading(summary), table(columns, rows, { paged: true })]);
  },
});
