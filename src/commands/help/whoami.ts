import { defineCommand } from '../../core/command/command.ts';
import { fields, heading, reply } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import { accessSteps, grantColumns, standingOf, whoFields, whoHeadline } from './whoami-view.ts';

export const whoamiCommand = defineCommand({
  name: 'whoami',
  summary: 'Your identity, your grants, and what you can see here',
  details: ['An admin needs the identity shown here to give you access.'],
  examples: ['/whoami'],
  args: {},
  need: () => ({ kind: 'anyone' }),
  async run(_, context) {
    const { grants } = context.access;
    const reached = grants.filter((grant) => standingOf(grant, context) === 'reached').length;
    const headline = whoHeadline(context, reached);
    const blocks = [
      heading(headline),
      fields(whoFields(context)),
      ...(grants.length === 0 ? [] : [grid(grants, grantColumns(context))]),
      ...accessSteps(context),
    ];
    // Names of other operators are not shown in a chat.
    return { ...reply(headline, blocks), audience: 'asker' };
  },
});
