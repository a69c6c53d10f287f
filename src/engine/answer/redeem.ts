import type { RedeemOutcome, Registry } from '../../core/access/registry.ts';
import type { Line } from '../../core/chat/line.ts';
import { reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import type { AuditEntry } from '../../core/store.ts';
import type { Clock } from '../../core/time/clock.ts';
import { redeemText } from './guard-text.ts';
import { askerReply } from './present.ts';

/** The code in a line of exactly `/start` and a code. Such a line is not parsed further. */
export function invitationCodeIn(text: string): string | undefined {
  return /^\s*\/start(?:@\w+)?\s+([0-9A-Za-z][0-9A-Za-z _-]{3,63})\s*$/i.exec(text)?.[1];
}

export interface RedeemPorts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly audit: (entry: AuditEntry) => Promise<unknown>;
}

/** Returns a function that grants access for a one-time code. Each attempt is audited before it is made; the code never is. */
export function createRedeemer({
  registry,
  clock,
  audit,
}: RedeemPorts): (from: Line, code: string) => Promise<Reply> {
  return async ({ principal, chat }, code) => {
    const entry = { principal, chat: chat.id, what: 'link' } as const;
    if (chat.kind !== 'private') {
      await audit({ ...entry, at: clock.now(), decision: 'refused', because: 'not-private' });
      return askerReply(redeemText.notPrivate);
    }
    await audit({ ...entry, at: clock.now(), decision: 'allowed' });
    const outcome = await registry.redeem(code, principal);
    const linked = outcome.kind === 'linked';
    const about = linked ? { about: `${outcome.operator} ${outcome.role}` } : {};
    await audit({
      ...entry,
      at: clock.now(),
      decision: linked ? 'allowed' : 'refused',
      outcome: outcome.kind,
      ...about,
    });
    return outcomeReply(outcome, clock);
  };
}

function outcomeReply(outcome: RedeemOutcome, clock: Clock): Reply {
  switch (outcome.kind) {
    case 'linked': {
      const actions = ['/balance', '/help'].map((each) => ({ label: each, line: each }));
      const sentence = redeemText.linked(outcome.role, outcome.operator);
      return { ...reply(sentence, [text(sentence), text(redeemText.next)], actions), audience: 'asker' };
    }
    case 'unknown-code':
      return askerReply(redeemText.unknown);
    case 'expired-code':
      return askerReply(redeemText.expired);
    case 'too-many-tries':
      return askerReply(redeemText.tooMany(outcome.until - clock.now()));
  }
}
