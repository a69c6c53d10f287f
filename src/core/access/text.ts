import type { Need, Principal, Refusal, Role } from './policy.ts';

/** What somebody reads who may not. */
export const accessText = {
  unlisted: (principal: Principal) =>
    `You are not on the list here. Ask an admin to grant access to ${principal}.`,
  expired: (principal: Principal) =>
    `Your access has ended. Ask an admin to renew the grant of ${principal}.`,
  noOperator: (principal: Principal) =>
    `No operator is granted to you, so there are no figures to show. Ask an admin to grant one to ${principal}.`,
  roleTooLow: (role: Role) => `That needs the role ${role}. Ask an admin of the operator for it.`,
  notBoundHere:
    'None of your operators is bound to this chat. Ask in a private chat, or have an admin bind one here.',
  changed: 'Your access changed while this was being read, so the answer is withheld. Ask again.',
  alone: 'Only you see this: no operator is bound to this chat.',
};

/** The one sentence of a refusal. */
export function refusalText(because: Refusal, need: Need, principal: Principal): string {
  switch (because) {
    case 'unlisted':
      return accessText.unlisted(principal);
    case 'expired':
      return accessText.expired(principal);
    case 'not-bound-here':
      return accessText.notBoundHere;
    case 'role-too-low':
      if (need.kind !== 'role') return accessText.roleTooLow('admin');
      return need.role === 'viewer' ? accessText.noOperator(principal) : accessText.roleTooLow(need.role);
  }
}
