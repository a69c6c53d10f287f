import { buildCommand, buildRouteMap } from '@stricli/core';
import { auditTail, auditVerify } from '../../host/actions/audit.ts';
import { actionCommand } from '../parameters.ts';
import { performAction } from '../run-action.ts';

const tail = buildCommand({
  docs: { brief: 'Print the newest records' },
  parameters: {
    flags: {
      lines: {
        kind: 'parsed',
        placeholder: 'number',
        brief: 'how many, 1 to 1000',
        default: '20',
        parse: parseLimit,
      },
    },
  },
  func: ({ lines: limit }: { lines: number }) => performAction(auditTail, { limit }),
});

export const auditSubcommands = buildRouteMap({
  docs: { brief: 'The record of every request and change' },
  routes: {
    verify: actionCommand('Check the whole audit; names the first bad record', auditVerify),
    tail,
  },
});

function parseLimit(typed: string): number {
  const limit = Number(typed);
  if (/^\d+$/.test(typed) && limit >= 1 && limit <= 1000) return limit;
  throw new RangeError('--lines takes a whole number from 1 to 1000.');
}
