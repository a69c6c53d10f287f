import type { RedeemOutcome, Registry } from '../../core/access/registry.ts';
import type { Line } from '../../core/chat/line.ts';
import { reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import type { AuditEntry } from '../../core/store.ts';
import type { Clock } from '../../core/time/clock.ts';
import { redeemText } from './guard-text.ts';

/** The code of a line that is `/start` and a code, and nothing else. The line is parsed no further. */
export function invitationCodeIn(text: string): string | undefined {
  return /^\s*\/start(?:@\w+)?\s+([0-9A-Za-z][0-9A-Za-z _-]{3,63})\s*$/i.exec(text)?.[1];
}

export interface RedeemPorts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly audit: (entry: AuditEntry) => Promise<unknown>;
}

/** Links the sender by a one-time code. The attempt is on record before it is made; the code never is. */
export function createRedeemer({
  registry,
  clock,
  audit,
}: RedeemPorts): (from: Line, code: string) => Promise<Reply> {
  return async ({ principal, chat }, code) => {
    const entry = { principal, chat: chat.id, what: 'link' } as const;
    if (chat.kind !== 'private') {
      await audit({ ...entry, at: clock.now(), decision: 'refused', because: 'not-private' });
      return said(redeemText.alone);
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
    return replyTo(outcome, clock);
  };
}

function replyTo(outcome: RedeemOutcome, clock: Clock): Reply {
  switch (outcome.kind) {
    case 'linked': {
      const actions = ['/balance', '/help'].map((each) => ({ label: each, line: each }));
      const sentence = redeemText.linked(outcome.role, outcome.operator);
      return { ...reply(sentence, [text(sentence), text(redeemText.next)], actions), audience: 'asker' };
    }
    case 'unknown-code':
      return said(redeemText.unknown);
    case 'expired-code':
      return said(redeemText.expired);
    case 'too-many-tries':
      return said(redeemText.tooMany(outcome.until - clock.now()));
  }
}

function said(sentence: string): Reply {
  return { ...reply(sentence, [text(sentence)]), audience: 'asker' };
}
