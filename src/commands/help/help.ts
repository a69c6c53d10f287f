import { target } from '../../core/command/args.ts';
import { defineCommand } from '../../core/command/command.ts';
import { detailReply, listReply, noCommandReply } from './help-view.ts';

export const helpCommand = defineCommand({
  name: 'help',
  aliases: ['h', 'commands'],
  summary: 'All commands, or details of one command',
  details: ['Only commands that you may run here are listed.'],
  examples: ['/help', '/help balance'],
  args: { command: target('command') },
  need: () => ({ kind: 'anyone' }),
  async run({ command: typed }, { commands }) {
    if (typed === undefined) return listReply(commands);
    const name = typed.replace(/^\//, '').toLowerCase();
    const command = commands.find((each) => each.name === name || each.aliases?.includes(name));
    return command === undefined ? noCommandReply(typed, commands) : detailReply(command);
  },
});
