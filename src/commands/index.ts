import type { Command } from '../core/command.ts';
import { accounts } from './accounts.ts';
import { ack } from './ack.ts';
import { alerts } from './alerts.ts';
import { audit } from './audit.ts';
import { balance } from './balance.ts';
import { bind } from './bind.ts';
import { grant } from './grant.ts';
import { help } from './help.ts';
import { invite } from './invite.ts';
import { operators } from './operators.ts';
import { revoke } from './revoke.ts';
import { snooze } from './snooze.ts';
import { start } from './start.ts';
import { summary } from './summary.ts';
import { unbind } from './unbind.ts';
import { wallet } from './wallet.ts';
import { wallets } from './wallets.ts';
import { whoami } from './whoami.ts';

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
