import type { Instant } from '../time/clock.ts';

/** An immutable chat identity: `<platform>:<ids>`. Never a user name: names change hands. */
export type Principal = `${string}:${string}`;

/** Where a message is: `<platform>:<ids>`. */
export type ChatId = `${string}:${string}`;

export type OperatorId = string;

/** A private chat has one reader; a group or channel has many, now and later. */
export type ChatKind = 'private' | 'group' | 'channel';

export interface Chat {
  readonly id: ChatId;
  readonly kind: ChatKind;
}

/** What a principal may do for an operator; each role includes the ones before it. */
export const roles = ['viewer', 'manager', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Principal -> operator. */
export interface Grant {
  readonly principal: Principal;
  readonly operator: OperatorId;
  readonly role: Role;
  readonly expiresAt?: Instant;
}

/** Chat -> operator: figures of that operator may be shown to everyone in that chat. */
export interface Binding {
  readonly chat: ChatId;
  readonly operator: OperatorId;
}

/**
 * What a command needs of the asker. `anyone`: even an unlisted person. `listed`: somebody known to us.
 * `role`: that role for at least one reachable operator; only operators with it are reached.
 * `administer`: admin of an operator, or of everything.
 */
export type Need =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'listed' }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'administer' };

/** Why somebody is refused. Goes to the audit; the asker reads one sentence made from it. */
export type Refusal = 'unlisted' | 'expired' | 'role-too-low' | 'not-bound-here';

/** Who reads the answer. */
export type Audience = 'everyone' | 'asker';

/** `operators`: what the asker reaches here, with the role. `everywhere`: an admin of everything by settings. */
export interface Allowed {
  readonly kind: 'allowed';
  readonly operators: ReadonlyMap<OperatorId, Role>;
  readonly everywhere: boolean;
  /** `asker` in a chat without a binding: the figures go to the asker alone. */
  readonly audience: Audience;
  /** Every grant of the asker, whatever its age: what `/whoami` explains. */
  readonly grants: readonly Grant[];
  /** Operators bound to this chat; undefined where the grants alone reach. */
  readonly bound: readonly OperatorId[] | undefined;
}

export type Decision = Allowed | { readonly kind: 'refused'; readonly because: Refusal };

/** Everything a decision depends on. */
export interface AccessQuestion {
  /** Grants of this principal, whatever their age. */
  readonly grants: readonly Grant[];
  /** Bindings of this chat. */
  readonly bindings: readonly Binding[];
  /** Whether the settings name this principal as admin of everything. */
  readonly isAdmin: boolean;
  readonly chat: Chat;
  readonly need: Need;
  readonly now: Instant;
}

/**
 * The whole access policy, default deny. In a private chat the grants alone reach operators; in a group or channel
 * only operators that are both granted to the asker and bound to the chat; where nothing is bound, the grants reach
 * and the answer is for the asker alone.
 */
export function decideAccess(question: AccessQuestion): Decision {
  const { grants, bindings, isAdmin, chat, need, now } = question;
  const live = grants.filter((grant) => grant.expiresAt === undefined || grant.expiresAt > now);
  const known = isAdmin || live.length > 0;
  if (!known && need.kind !== 'anyone') return refused(grants.length > 0 ? 'expired' : 'unlisted');

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
    const held = best.get(operator);
    if (held === undefined || !covers(held, role)) best.set(operator, role);
  }
  return best;
}

function refused(because: Refusal): Decision {
  return { kind: 'refused', because };
}
