import type { Need, Principal, Refusal, Role } from './policy.ts';

/** Sentences about missing access. */
export const accessText = {
  unlisted: (principal: Principal) =>
    `You do not have access. Ask your admin to grant access to ${principal}.`,
  expired: (principal: Principal) =>
    `Your access has expired. Ask your admin to renew the grant of ${principal}.`,
  noOperator: (principal: Principal) =>
    `You have no grant for any operator. Ask your admin for a grant to ${principal}.`,
  roleTooLow: (role: Role) => `That command needs the role ${role}. Ask your admin for it.`,
  notBoundHere:
    'None of your operators is bound to this chat. Ask in a private chat, or ask your admin to bind one here.',
  changed: 'Your access changed during the request, so the reply is withheld. Try again.',
  alone: 'Only you can see this reply, because no operator is bound to this chat.',
};

/** Returns the sentence of a refusal. */
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
