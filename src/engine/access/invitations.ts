import { createHash, randomInt } from 'node:crypto';
import type { Principal } from '../../core/access/policy.ts';
import { grants, inviteGuesses, invites, operatorRecords } from '../../core/access/records.ts';
import type { RedeemOutcome, Registry } from '../../core/access/registry.ts';
import type { Store, StoreTransaction } from '../../core/store.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';

const lifetime: Millis = 15 * 60_000;
const maxGuesses = 5;
/** Without letters that look like digits. 20 of 32 characters are 100 bits. Dashes and letter case are ignored. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 20;

/** Returns the deep links that send a code to the bot, one for each platform that has deep links. */
export type InvitationLinks = (code: string) => readonly string[];

/** One-time codes: stored as a hash, single use, valid for 15 minutes, with a limit of wrong codes. */
export function createInvitations(
  store: Store,
  clock: Clock,
  linksTo: InvitationLinks,
): Pick<Registry, 'invite' | 'redeem'> {
  return {
    async invite({ operator, role, grantMillis, by }) {
      const code = newCode();
      const expiresAt = clock.now() + lifetime;
      const record = { operator, role, expiresAt, by, ...(grantMillis !== undefined && { grantMillis }) };
      return store.transact(async (change) => {
        if (!(await change.get(operatorRecords, operator))) return 'unknown-operator';
        await dropExpired(change, clock.now());
        await change.put(invites, hash(code), record);
        return { code, expiresAt, links: linksTo(code) };
      });
    },

    redeem: (code, principal) =>
      store.transact(async (change): Promise<RedeemOutcome> => {
        const now = clock.now();
        const tries = await recentTries(change, principal, now);
        if (tries.count >= maxGuesses) return { kind: 'too-many-tries', until: tries.since + lifetime };
        const key = hash(code);
        const invite = await change.get(invites, key);
        if (invite === undefined) {
          await change.put(inviteGuesses, principal, { ...tries, count: tries.count + 1 });
          return { kind: 'unknown-code' };
        }
        await change.delete(invites, key);
        if (invite.expiresAt <= now) return { kind: 'expired-code' };
        const { operator, role, grantMillis } = invite;
        const expiry = grantMillis === undefined ? {} : { expiresAt: now + grantMillis };
        await change.put(grants, `${principal}/${operator}`, { principal, operator, role, ...expiry });
        await change.delete(inviteGuesses, principal);
        return { kind: 'linked', operator, role, ...expiry };
      }),
  };
}

async function recentTries(change: StoreTransaction, principal: Principal, now: Instant) {
  const tries = await change.get(inviteGuesses, principal);
  return tries !== undefined && tries.since + lifetime > now ? tries : { count: 0, since: now };
}

/** Deletes invitations a day after they expired. Until then their codes are reported as expired, later as unknown. */
async function dropExpired(change: StoreTransaction, now: Instant): Promise<void> {
  const dayMillis = 86_400_000;
  for (const { id, document } of await change.list(invites)) {
    if (document.expiresAt + dayMillis < now) await change.delete(invites, id);
  }
}

function newCode(): string {
  const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return letters.match(/.{5}/g)?.join('-') ?? letters;
}

function hash(code: string): string {
  const folded = code.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(folded).digest('hex');
}
