import type { Instant, Millis } from '../time/clock.ts';
import type { Binding, ChatId, Grant, OperatorId, Principal, Role } from './policy.ts';
import type { OperatorRecord } from './records.ts';

/** What is connected to an operator and keeps it from being removed. */
export interface OperatorUse {
  readonly connections: number;
  readonly grants: number;
  readonly bindings: number;
  readonly subscriptions: number;
}

export type RemoveOutcome =
  | { readonly kind: 'removed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'in-use'; readonly use: OperatorUse };

export type RedeemOutcome =
  | {
      readonly kind: 'linked';
      readonly operator: OperatorId;
      readonly role: Role;
      readonly expiresAt?: Instant;
    }
  | { readonly kind: 'unknown-code' }
  | { readonly kind: 'expired-code' }
  | { readonly kind: 'too-many-tries'; readonly until: Instant };

export interface NewInvite {
  readonly operator: OperatorId;
  readonly role: Role;
  /** How long the grant made of it lasts; for ever when absent. */
  readonly grantMillis?: Millis;
  /** Who made it, for the audit. */
  readonly by: string;
}

/** A code that works once and for 15 minutes. It is told here and kept nowhere. */
export interface Invited {
  readonly code: string;
  readonly expiresAt: Instant;
  /** Addresses that open a private chat with us and send the code there. */
  readonly links: readonly string[];
}

/**
 * Who may see what: the operators, grants, bindings, subscriptions and invitations, as the host CLI and the admin
 * commands change them. Every change is one transaction.
 */
export interface Registry {
  operators(): Promise<readonly OperatorRecord[]>;
  addOperator(operator: OperatorRecord): Promise<'added' | 'exists'>;
  removeOperator(id: OperatorId): Promise<RemoveOutcome>;

  grants(
    of: { readonly operator: OperatorId } | { readonly principal: Principal } | 'all',
  ): Promise<readonly Grant[]>;
  /** Replaces the grant that this principal already has for the operator. */
  grant(grant: Grant): Promise<'granted' | 'changed' | 'unknown-operator'>;
  revoke(principal: Principal, operator: OperatorId): Promise<'revoked' | 'no-grant'>;

  bindings(
    of: { readonly operator: OperatorId } | { readonly chat: ChatId } | 'all',
  ): Promise<readonly Binding[]>;
  bind(binding: Binding): Promise<'bound' | 'already-bound' | 'unknown-operator'>;
  /** Also ends the subscription, which may not stand without a binding. */
  unbind(
    binding: Binding,
  ): Promise<{ readonly kind: 'unbound'; readonly unsubscribed: boolean } | { readonly kind: 'not-bound' }>;

  subscriptions(
    of: { readonly operator: OperatorId } | { readonly chat: ChatId } | 'all',
  ): Promise<readonly Binding[]>;
  subscribe(
    subscription: Binding,
  ): Promise<'subscribed' | 'already-subscribed' | 'unknown-operator' | 'not-bound'>;
  unsubscribe(subscription: Binding): Promise<'unsubscribed' | 'not-subscribed'>;

  invite(invite: NewInvite): Promise<Invited | 'unknown-operator'>;
  /** Links the principal. Five wrong codes within 15 minutes end the tries of that principal for 15 minutes. */
  redeem(code: string, principal: Principal): Promise<RedeemOutcome>;
}
