import type { BotCommand, BotCommandScope } from 'grammy/types';
import type { Command } from '../../../src/core/command/command.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Methods } from '../client.ts';
import { readCallFailure } from '../errors.ts';
import { telegramLimits } from '../limits.ts';
import type { MessageSender } from '../send/sender.ts';

/** The command menus. They are suggestions only: access is decided when a command is run. */
export interface Menu {
  /** Registers the menus of private chats, of groups, and of the admins of groups. */
  register(): Promise<void>;
  /** Makes commands of a group ephemeral: only their sender sees them and the answers. Called until the group may read. */
  close(chat: number): Promise<void>;
  /** Undoes `close`: everyone in the group may read. */
  open(chat: number): Promise<void>;
}

export function createMenu(
  commands: readonly Command[],
  { methods, sender, log }: { readonly methods: Methods; readonly sender: MessageSender; readonly log: Log },
): Menu {
  const all = commands.flatMap((command) => entryOf(command));
  const open = commands.filter((command) => !isForAdmins(command)).flatMap((command) => entryOf(command));
  const put = async (call: () => Promise<unknown>) => {
    try {
      await call();
    } catch (thrown) {
      log.warn('menu not registered', { kind: readCallFailure(thrown).kind });
    }
  };
  const scopes: readonly { readonly scope: BotCommandScope; readonly entries: readonly BotCommand[] }[] = [
    { scope: { type: 'all_private_chats' }, entries: all },
    { scope: { type: 'all_group_chats' }, entries: open },
    { scope: { type: 'all_chat_administrators' }, entries: all },
  ];

  return {
    async register() {
      for (const { scope, entries } of scopes) {
        await put(() => methods.setMyCommands({ commands: [...entries], scope }));
      }
    },
    close: (chat) =>
      put(() => {
        const quiet = open.map((entry) => ({ ...entry, is_ephemeral: true }));
        return methods.setMyCommands({
          commands: quiet,
          scope: { type: 'chat', chat_id: sender.current(chat) },
        });
      }),
    open: (chat) =>
      put(() => methods.deleteMyCommands({ scope: { type: 'chat', chat_id: sender.current(chat) } })),
  };
}

function entryOf({ name, summary }: Command): readonly BotCommand[] {
  // Telegram rejects other names in menus; such a command can still be typed.
  if (!/^[a-z0-9_]{1,32}$/.test(name)) return [];
  return [{ command: name, description: summary.slice(0, telegramLimits.menuText) }];
}

/** Whether a command without arguments is for admins alone. */
function isForAdmins({ args, need }: Command): boolean {
  const absent = Object.entries(args).map(([name, { schema }]) => [name, schema.safeParse(undefined).data]);
  return need(Object.fromEntries(absent)).kind === 'administer';
}
