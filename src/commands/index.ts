import type { Command } from '../core/command/command.ts';
import { audit } from './admin/audit.ts';
import { bind } from './admin/bind.ts';
import { grant } from './admin/grant.ts';
import { invite } from './admin/invite.ts';
import { operators } from './admin/operators.ts';
import { revoke } from './admin/revoke.ts';
import { unbind } from './admin/unbind.ts';
import { ack } from './alerts/ack.ts';
import { alerts } from './alerts/alerts.ts';
import { snooze } from './alerts/snooze.ts';
import { accounts } from './figures/accounts.ts';
import { balance } from './figures/balance.ts';
import { summary } from './figures/summary.ts';
import { wallet } from './figures/wallet.ts';
import { wallets } from './figures/wallets.ts';
import { help } from './help/help.ts';
import { start } from './help/start.ts';
import { whoami } from './help/whoami.ts';

/** All commands, in the order in which help and menus list them. */
export const commands: readonly Command[] = [
  balance,
  accounts,
  summary,
  wallets,
  wallet,
  alerts,
  ack,
  snooze,
  help,
  start,
  whoami,
  operators,
  grant,
  revoke,
  invite,
  bind,
  unbind,
  audit,
];
