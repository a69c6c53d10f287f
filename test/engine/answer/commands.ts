import type { Need } from '../../../src/core/access/policy.ts';
import {
  currency,
  dateType,
  day,
  digits,
  keyed,
  roleArg,
  state,
  target,
} from '../../../src/core/command/args.ts';
import type { Command, Context } from '../../../src/core/command/command.ts';
import { defineCommand } from '../../../src/core/command/command.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';

/** The arguments that a test command received. */
export interface Ran {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

type Shape = Pick<Command, 'name' | 'aliases' | 'args' | 'examples'> & { readonly need: Need };

const viewer: Need = { kind: 'role', role: 'viewer' };

/** Commands with every kind of argument. */
const shapes: readonly Shape[] = [
  {
    name: 'help',
    args: { command: target('command') },
    examples: ['/help balance'],
    need: { kind: 'anyone' },
  },
  { name: 'whoami', args: {}, examples: ['/whoami'], need: { kind: 'listed' } },
  {
    name: 'balance',
    aliases: ['bal', 'balances'],
    args: { target: target() },
    examples: ['/balance'],
    need: viewer,
  },
  {
    name: 'accounts',
    args: { state: state(), target: target() },
    examples: ['/accounts active'],
    need: viewer,
  },
  {
    name: 'summary',
    args: { day: day(), dateType: dateType(), account: digits('account'), target: target() },
    examples: ['/summary yesterday'],
    need: viewer,
  },
  {
    name: 'wallets',
    args: { currency: currency(), name: keyed('name', 'text'), target: target() },
    examples: ['/wallets name:Main'],
    need: viewer,
  },
  { name: 'states', args: { state: state() }, examples: ['/states active'], need: viewer },
  { name: 'grant', args: { role: roleArg() }, examples: ['/grant viewer'], need: { kind: 'administer' } },
];

/** The commands; each run is handed to `run`, whose reply is the answer. */
export function fakeCommands(
  run: (ran: Ran) => Promise<Reply> | Reply = ({ name }) => says(name),
): readonly Command[] {
  return shapes.map(({ need, ...shape }) => {
    return defineCommand({
      ...shape,
      summary: `The ${shape.name}.`,
      need: () => need,
      run: async (args, context) => run({ name: shape.name, args, context }),
    });
  });
}

export function says(sentence: string): Reply {
  return reply(sentence, [text(sentence)]);
}
