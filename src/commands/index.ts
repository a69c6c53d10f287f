import type { Command } from '../core/command/command.ts';
import { auditCommand } from './admin/audit.ts';
import { bindCommand } from './admin/bind.ts';
import { grantCommand } from './admin/grant.ts';
import { inviteCommand } from './admin/invite.ts';
import { operatorsCommand } from './admin/operators.ts';
import { revokeCommand } from './admin/revoke.ts';
import { unbindCommand } from './admin/unbind.ts';
import { ackCommand } from './alerts/ack.ts';
import { alertsCommand } from './alerts/alerts.ts';
import { snoozeCommand } from './alerts/snooze.ts';
import { accountsCommand } from './figures/accounts.ts';
import { balanceCommand } from './figures/balance.ts';
import { summaryCommand } from './figures/summary.ts';
import { walletCommand } from './figures/wallet.ts';
import { walletsCommand } from './figures/wallets.ts';
import { helpCommand } from './help/help.ts';
import { startCommand } from './help/start.ts';
import { whoamiCommand } from './help/whoami.ts';

/** All commands, in the order of help and menus. */
export const commands: readonly Command[] = [
  balanceCommand,
  accountsCommand,
  summaryCommand,
  walletsCommand,
  walletCommand,
  alertsCommand,
  ackCommand,
  snoozeCommand,
  helpCommand,
  startCommand,
  whoamiCommand,
  operatorsCommand,
  grantCommand,
  revokeCommand,
  inviteCommand,
  bindCommand,
  unbindCommand,
  auditCommand,
];
