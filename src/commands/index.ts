import type { Command } from '../core/command.ts';
import { accounts } from './accounts.ts';
import { balance } from './balance.ts';
import { wallet } from './wallet.ts';
import { wallets } from './wallets.ts';

/** All commands, in the order in which help and menus list them. */
export const commands: readonly Command[] = [balance, accounts, wallets, wallet];
