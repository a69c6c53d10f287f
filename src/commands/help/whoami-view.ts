import type { Grant } from '../../core/access/policy.ts';
import type { Context } from '../../core/command/command.ts';
import { line, moment, note, pieces } from '../../core/reply/build.ts';
import type { GridColumn } from '../../core/reply/grid.ts';
import type { Block, Content } from '../../core/reply/types.ts';

/** Whether a grant reaches its operator in this chat, or why not. */
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

/** The headline: `In this chat you can see 2 of your 3 operators.` */
export function whoHeadline({ access: { grants, everywhere } }: Context, reached: number): string {
  const admin = everywhere ? ' You administer everything, by a setting of the host.' : '';
  if (grants.length === 0) return `No operator is granted to you.${admin}`;
  return `In this chat you can see ${reached} of your ${grants.length} ${grants.length === 1 ? 'operator' : 'operators'}.${admin}`;
}

const chatWords = {
  private: 'private: you see what you have grants for',
  group: 'group',
  channel: 'channel',
} as const;

/** The fields that describe the user and the chat. */
export function whoFields({ principal, chat, access }: Context) {
  const bound =
    access.bound === undefined ? 'none, so figures are shown to you alone' : access.bound.join(', ');
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
    { label: 'Visible here', priority: 1, cell: (grant) => standingWords[standingOf(grant, context)] },
  ];
}

function untilText(expiresAt: number | undefined): Content | undefined {
  return expiresAt === undefined ? undefined : moment(expiresAt);
}

/**
 * The steps that give access to what is not visible, and in a group the lines that bind it and turn on its alerts.
 */
export function accessSteps(context: Context): readonly Block[] {
  const { access, principal, chat } = context;
  const cli = (rest: string) => line(`npm run -s walletwatch -- ${rest}`);
  const step = (why: string, rest: string) => note('info', [why, ...pieces(cli(rest))]);
  const steps: Block[] = [];
  const [first] = access.grants;
  if (first === undefined) {
    steps.push(
      step(
        'For access to an operator, ask an admin to run on the host: ',
        `grant add ${principal} <operator>`,
      ),
    );
  }
  const expired = access.grants.find((grant) => standingOf(grant, context) === 'expired');
  if (expired !== undefined) {
    steps.push(
      step(
        'To renew the grant, ask an admin to run on the host: ',
        `grant add ${principal} ${expired.operator}`,
      ),
    );
  }
  if (chat.kind === 'private') return steps;
  const { bound = [] } = access;
  const unbound = access.grants.find(({ operator }) => !bound.includes(operator))?.operator;
  const operator = unbound ?? first?.operator ?? '<operator>';
  if (!bound.includes(operator)) {
    steps.push(
      step('To show its figures to everyone here, run on the host: ', `bind add ${chat.id} ${operator}`),
    );
  }
  steps.push(step('To post its alerts here, run on the host: ', `subscribe add ${chat.id} ${operator}`));
  return steps;
}
