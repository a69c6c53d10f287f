import { auditSubcommands } from './audit.ts';
import { backupSubcommand, restoreSubcommand } from './backup.ts';
import { bindSubcommands, subscribeSubcommands } from './bind.ts';
import { connectionSubcommands } from './connection.ts';
import { doctorSubcommand } from './doctor.ts';
import { grantSubcommands } from './grant.ts';
import { inviteSubcommands } from './invite.ts';
import { keySubcommands } from './key.ts';
import { manifestSubcommands } from './manifest.ts';
import { operatorSubcommands } from './operator.ts';
import { sandboxSubcommand } from './sandbox.ts';

/** The subcommands of the host CLI, in the order of its help. */
export const subcommands = {
  operator: operatorSubcommands,
  connection: connectionSubcommands,
  grant: grantSubcommands,
  bind: bindSubcommands,
  subscribe: subscribeSubcommands,
  invite: inviteSubcommands,
  key: keySubcommands,
  audit: auditSubcommands,
  doctor: doctorSubcommand,
  manifest: manifestSubcommands,
  backup: backupSubcommand,
  restore: restoreSubcommand,
  sandbox: sandboxSubcommand,
};
