import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty';
import { SetupError } from '../core/errors.ts';
import { audit } from './audit.ts';
import { backup, restore } from './backup.ts';
import { bind, subscribe } from './bind.ts';
import { connection } from './connection.ts';
import { doctor } from './doctor.ts';
import { grant } from './grant.ts';
import { invite } from './invite.ts';
import { key } from './key.ts';
import { operator } from './operator.ts';
import { sandbox } from './sandbox.ts';

const subCommands = {
  operator,
  connection,
  grant,
  bind,
  subscribe,
  invite,
  key,
  audit,
  doctor,
  backup,
  restore,
  sandbox,
} as unknown as Record<string, CommandDef>;

const walletwatch = defineCommand({
  meta: {
    name: 'walletwatch',
    description: 'Runs the host side of Walletwatch: who may see what, and with which keys',
  },
  subCommands,
});

/** Help goes to stdout and ends with 0; bad usage is one line on stderr and ends with 2. */
async function main(words: readonly string[]): Promise<void> {
  const { command, parent, path, rest } = descend(words);
  if (words.includes('--help') || (command.subCommands !== undefined && rest.length === 0)) {
    process.stdout.write(`${await renderUsage(command, parent)}\n`);
    if (words.length === 0) process.exitCode = 2;
    return;
  }
  if (command.subCommands !== undefined) {
    const known = Object.keys(command.subCommands as object).join(', ');
    throw new SetupError(
      [`There is no “${['walletwatch', ...path, rest[0]].join(' ')}”: there are ${known}.`],
      2,
    );
  }
  await runCommand(command, { rawArgs: [...rest] });
}

/** The subcommand that the words name, and what is left of them. */
function descend(words: readonly string[]) {
  let command: CommandDef = walletwatch;
  let parent: CommandDef | undefined;
  const path: string[] = [];
  for (;;) {
    const next = (command.subCommands as Record<string, CommandDef> | undefined)?.[words[path.length] ?? ''];
    if (next === undefined) return { command, parent, path, rest: words.slice(path.length) };
    path.push(words[path.length] ?? '');
    parent = command;
    command = next;
  }
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  if (thrown instanceof SetupError) {
    for (const fault of thrown.faults) process.stderr.write(`walletwatch: ${fault}\n`);
    process.exitCode = thrown.exitCode;
    return;
  }
  const isUsage = thrown instanceof Error && thrown.name === 'CLIError';
  const sentence = isUsage
    ? `${thrown.message}: see --help.`
    : 'Something failed that should not have: run it again with LOG_LEVEL=debug and report it.';
  process.stderr.write(`walletwatch: ${sentence}\n`);
  process.exitCode = isUsage ? 2 : 1;
});
