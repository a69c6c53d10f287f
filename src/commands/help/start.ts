import { defineCommand } from '../../core/command/command.ts';
import { startReply } from './start-view.ts';

export const startCommand = defineCommand({
  name: 'start',
  summary: 'A short introduction, and commands to try',
  examples: ['/start'],
  args: {},
  need: () => ({ kind: 'anyone' }),
  async run(_, context) {
    return startReply(context);
  },
});
