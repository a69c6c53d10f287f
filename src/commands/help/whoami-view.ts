import type { Grant } from '../../core/access/policy.ts';
import type { Context } from '../../core/command/command.ts';
import { line, moment, note, pieces } from '../../core/reply/build.ts';
import type { GridColumn } from '../../core/reply/grid.ts';
import type { Block, Content } from '../../core/reply/types.ts';

/** Whether and why a grant reaches its operator in this chat. */
export type AccessStanding = 'reached' | 'expired' | 'not-bound';

export function standingOf({ operator, expiresAt }: Grant, { access, now }: Context): AccessStanding {
  if (expiresAt !== undefined && expiresAt <= now) return 'expired';
  return access.bound === undefined || access.bound.includes(operator) ? 'reached' : 'not-bound';
}

const standingWords: Readonly<Record<AccessStanding, string>> = {
  reached: 'yes',
  expired: 'no, the grant has expired',
  'not-bound': 'no, not bound to this chat',
};

/** `You reach 2 of 3 operators here.` */
export function whoHeadline({ access: { grants, everywhere } }: Context, reached: number): string {
  const admin = everywhere ? ' You are admin of everything by the settings of the host.' : '';
  if (grants.length === 0) return `No operator is granted to you.${admin}`;
  return `You reach ${reached} of ${grants.length} granted ${grants.length === 1 ? 'operator' : 'operators'} here.${admin}`;
}

const chatWords = {
  private: 'private: your grants alone decide',
  group: 'group',
  channel: 'channel',
} as const;

/** Who asks, and where. */
export function whoFields({ principal, chat, access }: Context) {
  const bound = access.bound === undefined ? 'none, so figures go to you alone' : access.bound.join(', ');
  return [
    { label: 'You are', value: line(principal) },
    { label: 'This chat', value: [line(chat.id), ` (${chatWords[chat.kind]})`] },
    ...(chat.kind === 'private' ? [] : [{ label: 'Bound here', value: bound }]),
  ];
}

export function grantColumns(context: Context): readonly GridColumn<Grant>[] {
  return [
    { label: 'Operator', priority: 1, cell: ({ operator }) => operator },
    { label: 'Role', priority: 1, cell: ({ role }) => role },
    { label: 'Until', priority: 2, cell: ({ expiresAt }) => untilText(expiresAt) },
    { label: 'Reached here', priority: 1, cell: (grant) => standingWords[standingOf(grant, context)] },
  ];
}

function untilText(expiresAt: number | undefined): Content | undefined {
  return expiresAt === undefined ? undefined : moment(expiresAt);
}

/** What to do where something is not reached, and in a group the lines that show figures and post alerts in it. */
export function fixedBy(context: Context): readonly Block[] {
  const { access, principal, chat } = context;
  const cli = (rest: string) => line(`npm run -s walletwatch -- ${rest}`);
  const mend = (why: string, rest: string) => note('info', [why, ...pieces(cli(rest))]);
  const mends: Block[] = [];
  const [first] = access.grants;
  if (first === undefined) {
    mends.push(
      mend('To be granted an operator, have an admin run on the host: ', `grant add ${principal} <operator>`),
    );
  }
  const expired = access.grants.find((grant) => standingOf(grant, context) === 'expired');
  if (expired !== undefined) {
    mends.push(
      mend('To renew, have an admin run on the host: ', `grant add ${principal} ${expired.operator}`),
    );
  }
  if (chat.kind === 'private') return mends;
  const { bound = [] } = access;
  const unbound = access.grants.find(({ operator }) => !bound.includes(operator))?.operator;
  const operator = unbound ?? first?.operator ?? '<operator>';
  if (!bound.includes(operator)) {
    mends.push(
      mend('To show its figures to everyone here, run on the host: ', `bind add ${chat.id} ${operator}`),
    );
  }
  mends.push(mend('To post its alerts here, run on the host: ', `subscribe add ${chat.id} ${operator}`));
  return mends;
}
