import type { Rule } from '../core/alerts/rule.ts';
import { lowBalance } from './low-balance.ts';
import { lowLimit } from './low-limit.ts';
import { noData } from './no-data.ts';
import { vanished } from './vanished.ts';
import { wentInactive } from './went-inactive.ts';

/** All alert rules. */
export const rules: readonly Rule[] = [lowLimit, lowBalance, wentInactive, vanished, noData];
