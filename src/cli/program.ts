import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, type CommandDef, defineCommand, renderUsage, runCommand } from 'citty';
import { cliCommand } from '../host/text.ts';
import { checkWords } from './check-words.ts';
import { auditSubcommand } from './commands/audit.ts';
import { backupSubcommand, restoreSubcommand } from './commands/backup.ts';
import { bindSubcommand, subscribeSubcommand } from './commands/bind.ts';
import { connectionSubcommand } from './commands/connection.ts';
import { doctorSubcommand } from './commands/doctor.ts';
import { grantSubcommand } from './commands/grant.ts';
import { inviteSubcommand } from './commands/invite.ts';
import { keySubcommand } from './commands/key.ts';
import { manifestSubcommand } from './commands/manifest.ts';
import { operatorSubcommand } from './commands/operator.ts';
import { sandboxSubcommand } from './commands/sandbox.ts';
import { badUsage } from './subcommand.ts';

const subCommands = {
  operator: operatorSubcommand,
  connection: connectionSubcommand,
  grant: grantSubcommand,
  bind: bindSubcommand,
  subscribe: subscribeSubcommand,
  invite: inviteSubcommand,
  key: keySubcommand,
  audit: auditSubcommand,
  doctor: doctorSubcommand,
  manifest: manifestSubcommand,
  backup: backupSubcommand,
  restore: restoreSubcommand,
  sandbox: sandboxSubcommand,
} as unknown as Record<string, CommandDef>;

/** Every subcommand of the host CLI. */
export const walletwatch = defineCommand({
  meta: {
    name: 'walletwatch',
    description: 'The host side of Walletwatch: who may see what, and with which keys',
  },
  subCommands,
});

/** Help goes to stdout and ends with 0; bad usage is one line on stderr and ends with 2. */
export async function runProgram(words: readonly string[]): Promise<void> {
  const { command, path, rest } = descend(words);
  const isGroup = command.subCommands !== undefined;
  if (words.includes('--help') || words.includes('-h') || (isGroup && rest.length === 0)) {
    process.stdout.write(await helpOf(command, path));
    if (words.length === 0) process.exitCode = 2;
    return;
  }
  if (isGroup) {
    const known = Object.keys(command.subCommands as object).join(', ');
    throw badUsage(`There is no “${[...path, rest[0]].join(' ')}”: there are ${known}.`);
  }
  checkWords((command.args ?? {}) as ArgsDef, rest, path.join(' '));
  await runCommand(command, { rawArgs: [...rest] });
}

/** How a subcommand is written, as it is really called; in colour only where somebody looks at it. */
export async function helpOf(command: CommandDef, path: readonly string[]): Promise<string> {
  const meta = { ...(command.meta as object), name: [cliCommand, ...path].join(' ') };
  const usage = `${(await renderUsage({ ...command, meta })).replaceAll(/ +$/gm, '')}\n`;
  return process.stdout.isTTY ? usage : stripVTControlCharacters(usage).replaceAll(/ +$/gm, '');
}

/** The subcommand that the words name, and what is left of them. */
function descend(words: readonly string[]) {
  let command: CommandDef = walletwatch;
  const path: string[] = [];
  for (;;) {
    const word = words[path.length] ?? '';
    const known = (command.subCommands ?? {}) as Record<string, CommandDef>;
    const next = Object.hasOwn(known, word) ? known[word] : undefined;
    if (next === undefined) return { command, path, rest: words.slice(path.length) };
    path.push(word);
    command = next;
  }
}
