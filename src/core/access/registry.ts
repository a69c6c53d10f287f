import type { Instant, Millis } from '../time/clock.ts';
import type { Binding, ChatId, Grant, OperatorId, Principal, Role } from './policy.ts';
import type { OperatorRecord } from './records.ts';

/** Number of records that refer to an operator; it can be removed only if all are zero. */
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
  /** Lifetime of the resulting grant; unlimited if absent. */
  readonly grantMillis?: Millis;
  /** The principal who created it, for the audit. */
  readonly by: string;
}

/** A code that works once, within 15 minutes. It is returned here and not stored. */
export interface Invited {
  readonly code: string;
  readonly expiresAt: Instant;
  /** Links that open a private chat with the bot and send the code there. */
  readonly links: readonly string[];
}

/**
 * The operators, grants, bindings, subscriptions and invitations, for the host CLI and the admin commands. Every change is
 * one transaction.
 */
export interface Registry {
  operators(): Promise<readonly OperatorRecord[]>;
  addOperator(operator: OperatorRecord): Promise<'added' | 'exists'>;
  removeOperator(id: OperatorId): Promise<RemoveOutcome>;

  grants(
    of: { readonly operator: OperatorId } | { readonly principal: Principal } | 'all',
  ): Promise<readonly Grant[]>;
  /** Replaces an earlier grant of the same principal for the operator. */
  grant(grant: Grant): Promise<'granted' | 'changed' | 'unknown-operator'>;
  revoke(principal: Principal, operator: OperatorId): Promise<'revoked' | 'no-grant'>;

  bindings(
    of: { readonly operator: OperatorId } | { readonly chat: ChatId } | 'all',
  ): Promise<readonly Binding[]>;
  bind(binding: Binding): Promise<'bound' | 'already-bound' | 'unknown-operator'>;
  /** Also removes the subscription, which requires the binding. */
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
  /** Grants access for a code. After five wrong codes within 15 minutes, rejects the principal for 15 minutes. */
  redeem(code: string, principal: Principal): Promise<RedeemOutcome>;
}
