import type { Instant } from '../time/clock.ts';

/** An immutable user id: `<platform>:<ids>`. Never a user name, which another user can get later. */
export type Principal = `${string}:${string}`;

/** The id of a chat: `<platform>:<ids>`. */
export type ChatId = `${string}:${string}`;

export type OperatorId = string;

/** A private chat has one reader; a group or channel has several, and more may join. */
export type ChatKind = 'private' | 'group' | 'channel';

export interface Chat {
  readonly id: ChatId;
  readonly kind: ChatKind;
}

/** The roles of a grant; each includes those before it. */
export const roles = ['viewer', 'manager', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The role of a principal for an operator. */
export interface Grant {
  readonly principal: Principal;
  readonly operator: OperatorId;
  readonly role: Role;
  readonly expiresAt?: Instant;
}

/** Allows figures of an operator to be shown to everyone in a chat. */
export interface Binding {
  readonly chat: ChatId;
  readonly operator: OperatorId;
}

/**
 * The access that a command requires. `anyone`: none. `listed`: any grant. `role`: that role for at least one operator;
 * only operators with it are reached. `administer`: admin of an operator, or of everything.
 */
export type Need =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'listed' }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'administer' };

/** The reason of a refusal, for the audit; the user receives a sentence derived from it. */
export type Refusal = 'unlisted' | 'expired' | 'role-too-low' | 'not-bound-here';

/** The readers of a reply. */
export type Audience = 'everyone' | 'asker';

/** `operators`: the operators reached in this chat, with the role. `everywhere`: admin of everything by settings. */
export interface Allowed {
  readonly kind: 'allowed';
  readonly operators: ReadonlyMap<OperatorId, Role>;
  readonly everywhere: boolean;
  /** `asker` in a chat without a binding: only the asker can see the figures. */
  readonly audience: Audience;
  /** All grants of the asker, expired ones included, for `/whoami`. */
  readonly grants: readonly Grant[];
  /** Operators bound to this chat; undefined where the grants alone decide. */
  readonly bound: readonly OperatorId[] | undefined;
}

export type Decision = Allowed | { readonly kind: 'refused'; readonly because: Refusal };

/** The inputs of an access decision. */
export interface AccessQuestion {
  /** All grants of this principal, expired ones included. */
  readonly grants: readonly Grant[];
  /** Bindings of this chat. */
  readonly bindings: readonly Binding[];
  /** Whether the settings list this principal as an admin of everything. */
  readonly isAdmin: boolean;
  readonly chat: Chat;
  readonly need: Need;
  readonly now: Instant;
}

/**
 * Decides access; the default is to deny. In a private chat the grants alone decide. In a group or channel, an operator
 * must also be bound to the chat; in a chat without bindings, the grants decide and only the asker can see the reply.
 */
export function decideAccess(question: AccessQuestion): Decision {
  const { grants, bindings, isAdmin, chat, need, now } = question;
  const live = grants.filter((grant) => grant.expiresAt === undefined || grant.expiresAt > now);
  const isListed = isAdmin || live.length > 0;
  if (!isListed && need.kind !== 'anyone') return refused(grants.length > 0 ? 'expired' : 'unlisted');

  const audience: Audience = chat.kind === 'private' || bindings.length === 0 ? 'asker' : 'everyone';
  const bound = audience === 'asker' ? undefined : new Set(bindings.map((binding) => binding.operator));
  const reached = highest(live.filter((grant) => bound === undefined || bound.has(grant.operator)));
  const allow = (operators: ReadonlyMap<OperatorId, Role>): Allowed => {
    const reach = bound === undefined ? undefined : [...bound];
    return { kind: 'allowed', operators, everywhere: isAdmin, audience, grants, bound: reach };
  };

  switch (need.kind) {
    case 'anyone':
    case 'listed':
      return allow(reached);
    case 'role': {
      const enough = new Map([...reached].filter(([, role]) => covers(role, need.role)));
      if (enough.size > 0) return allow(enough);
      if (reached.size > 0) return refused('role-too-low');
      return refused(live.length > 0 ? 'not-bound-here' : 'role-too-low');
    }
    case 'administer': {
      const administered = new Map([...highest(live)].filter(([, role]) => covers(role, 'admin')));
      const forAsker: Allowed = { ...allow(administered), audience: 'asker' };
      return isAdmin || administered.size > 0 ? forAsker : refused('role-too-low');
    }
  }
}

/** Whether `role` includes what `wanted` allows. */
export function covers(role: Role, wanted: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(wanted);
}

function highest(grants: readonly Grant[]): Map<OperatorId, Role> {
  const best = new Map<OperatorId, Role>();
  for (const { operator, role } of grants) {
    const known = best.get(operator);
    if (known === undefined || !covers(known, role)) best.set(operator, role);
  }
  return best;
}

function refused(because: Refusal): Decision {
  return { kind: 'refused', because };
}
