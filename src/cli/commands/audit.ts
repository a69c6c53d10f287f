import { defineCommand } from 'citty';
import { auditTail, auditVerify } from '../../host/actions/audit.ts';
import { runRemoteOrLocal } from '../run-action.ts';
import { badUsage, subcommand } from '../subcommand.ts';

export const auditSubcommand = defineCommand({
  meta: { name: 'audit', description: 'The record of who asked and changed what' },
  subCommands: {
    verify: subcommand({
      meta: { name: 'verify', description: 'Check the whole audit; names the first bad record' },
      args: {},
      run: () => runRemoteOrLocal(auditVerify, {}),
    }),
    tail: subcommand({
      meta: { name: 'tail', description: 'Print the newest records' },
      args: { lines: { type: 'string', description: 'how many, 1 to 1000', default: '20' } },
      run: ({ args }) => {
        const limit = Number(args.lines);
        if (!/^\d+$/.test(args.lines) || limit < 1 || limit > 1000)
          throw badUsage('--lines takes a whole number from 1 to 1000.');
        return runRemoteOrLocal(auditTail, { limit });
      },
    }),
  },
});
