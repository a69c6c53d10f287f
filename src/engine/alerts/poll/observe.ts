import type { DataGap, SeenAccount, SeenWallet } from '../../../core/alerts/rule.ts';
import type { Fault } from '../../../core/errors/errors.ts';
import { accountsOf, mergeAccounts } from '../../../core/figures/accounts.ts';
import { createQuerySession, type SourceResult } from '../../../core/figures/gather.ts';
import { type Remaining, remainingOf } from '../../../core/figures/headroom.ts';
import type { Source } from '../../../core/figures/source.ts';
import { listText } from '../../../core/provider/capability-names.ts';
import type { Account, Wallet } from '../../../core/provider/provider.ts';
import type { Clock, Instant, Millis } from '../../../core/time/clock.ts';

/** The questions that alerts are made of. */
const questions = ['accounts', 'limits', 'balances', 'wallets'] as const;
export type PollQuestion = (typeof questions)[number];

/** The question that gave it. */
interface From {
  readonly from: PollQuestion;
}

/** What one round of questions to a connection brought. */
export interface Observation {
  readonly source: Source;
  readonly accounts: readonly (SeenAccount & From)[];
  readonly wallets: readonly (SeenWallet & From)[];
  /** Questions that were answered, of all that were asked. */
  readonly answered: ReadonlySet<PollQuestion>;
  readonly asked: ReadonlySet<PollQuestion>;
  /** Questions with a fresh answer that is whole. */
  readonly completeLists: ReadonlySet<PollQuestion>;
  readonly gaps: readonly DataGap[];
  /** Of subjects whose figure is not readable now. */
  readonly unreadable: ReadonlyMap<string, DataGap>;
}

/** What a connection answered, unread. */
export interface RawResponse {
  readonly source: Source;
  readonly parts: readonly SourceResult<PollQuestion>[];
  readonly unchanged: Known;
  /** Equal for answers to an open connection that show the same; absent where only reading them could tell. */
  readonly fingerprint?: string;
}

/** Asks connections, and remembers what is fresh and since when something is silent. */
export interface Observer {
  ask(source: Source, deadline: Millis): Promise<RawResponse>;
  /** Every answer is to be read or passed before the next is asked for. */
  parse(heard: RawResponse): Observation;
  /** Takes for read what is known to show what the answers before it did, when nothing was silent. */
  skip(heard: RawResponse): void;
  /** How long ago everything of a connection was answered; undefined when it never was. */
  age(key: string): Millis | undefined;
  forget(key: string): void;
}

/** How far the clocks may drift apart before a moment is told anew. */
const drift: Millis = 2_000;

interface Known {
  readonly asOf: Partial<Record<PollQuestion, Instant>>;
  /** Since when each thing has been silent, by both clocks. */
  readonly since: Map<string, { readonly steady: Millis; readonly at: Instant }>;
  readonly opened: Millis;
  answeredAt?: Millis;
}

export function keyOfSource({ operator, connection }: Source): string {
  return `${operator.id}/${connection.id}`;
}

export function createObserver(clock: Clock): Observer {
  const known = new Map<string, Known>();

  async function ask(source: Source, deadline: Millis): Promise<RawResponse> {
    const key = keyOfSource(source);
    const mine: Known = known.get(key) ?? { asOf: {}, since: new Map(), opened: clock.mono() };
    known.set(key, mine);
    const asker = createQuerySession({ clock, deadline });
    const able = questions.filter((question) => source.can[question] !== undefined);
    const gathered = await Promise.all(able.map((question) => asker.gather([source], question, {})));
    const parts: readonly SourceResult<PollQuestion>[] = gathered.flat();
    const fingerprint = fingerprintOf(parts, mine.asOf);
    return { source, parts, unchanged: mine, ...(fingerprint !== undefined && { fingerprint }) };
  }

  function skip({ parts, unchanged: mine }: RawResponse): void {
    for (const { capability, reading } of parts) {
      if (reading.kind === 'ok') mine.asOf[capability] = reading.asOf;
    }
    mine.answeredAt = clock.mono();
  }

  function parse({ source, parts, unchanged: mine }: RawResponse): Observation {
    const lastAnswer = mine.answeredAt ?? mine.opened;
    const silent = new Map<string, { what: string; fault?: Fault }>();
    const [answered, completeLists] = [new Set<PollQuestion>(), new Set<PollQuestion>()];
    const [accounts, fresh] = [new Map<PollQuestion, readonly Account[]>(), new Map<PollQuestion, Instant>()];
    const wallets: (SeenWallet & From)[] = [];

    for (const { capability, reading } of parts) {
      const what = listText(capability);
      if (reading.kind !== 'ok') {
        silent.set(capability, { what, fault: reading.kind === 'fail' ? reading.fault : reading.why });
        // What comes next was asked for anew, even if a clock that was set back gives it the same time.
        delete mine.asOf[capability];
        continue;
      }
      answered.add(capability);
      const { asOf } = reading;
      const isFresh = asOf !== mine.asOf[capability];
      mine.asOf[capability] = asOf;
      const { data } = reading;
      let isWhole = true;
      if ('notes' in data) {
        if (data.notes.some(({ kind }) => kind === 'rows-unreadable')) {
          silent.set(`${capability} rows`, { what: `rows of the ${what}`, fault: { reason: 'malformed' } });
        }
        isWhole = data.notes.length === 0;
        accounts.set(capability, accountsOf(data));
        if (isFresh) fresh.set(capability, asOf);
      } else if ('wallets' in data) {
        if (data.unreadable > 0) {
          silent.set(`${capability} rows`, { what: `rows of the ${what}`, fault: { reason: 'malformed' } });
        }
        isWhole = data.complete && data.unreadable === 0;
        if (isFresh) wallets.push(...data.wallets.map((each) => seenWallet(each, capability, asOf)));
      } else {
        for (const each of data) {
          if (each.kind === 'fail') {
            isWhole = false;
            silent.set(`wallet ${each.id}`, { what: 'a wallet', fault: each.fault });
          } else if (isFresh) wallets.push(seenWallet(each.wallet, capability, asOf));
        }
      }
      if (isFresh && isWhole) completeLists.add(capability);
    }
    const seen = seenAccounts(accounts, fresh);
    const missing = new Map<string, string>();
    for (const { subject, thing, remaining } of seen) {
      if (isUnreadable(thing, remaining)) missing.set(subject, 'an account');
    }
    for (const { subject, thing } of wallets) {
      if (thing.balance.kind === 'missing') missing.set(subject, 'a wallet');
    }
    if (silent.size === 0) mine.answeredAt = clock.mono();
    const sinceOf = (what: string): Instant => {
      const known = mine.since.get(what);
      const steady = known?.steady ?? lastAnswer;
      const at = Math.round(clock.now() - (clock.mono() - steady));
      // Two clocks never agree to the millisecond: what is shown changes only when one of them was set.
      if (known !== undefined && Math.abs(at - known.at) < drift) return known.at;
      mine.since.set(what, { steady, at });
      return at;
    };
    const gaps = [...silent].map(([what, { what: words, fault }]): DataGap => {
      return { what: words, since: sinceOf(what), ...(fault !== undefined && { reason: fault.reason }) };
    });
    const unreadable = new Map(
      [...missing].map(([subject, what]): [string, DataGap] => {
        return [subject, { what, since: sinceOf(subject), reason: 'malformed' }];
      }),
    );
    if (mine.since.size > 0) {
      const looked = new Set([...seen, ...wallets].map(({ subject }) => subject));
      for (const what of mine.since.keys()) {
        const isAnswered = what.includes('/') ? looked.has(what) && !missing.has(what) : !silent.has(what);
        if (isAnswered) mine.since.delete(what);
      }
    }
    const asked = new Set(parts.map(({ capability }) => capability));
    return { source, accounts: seen, wallets, answered, asked, completeLists, gaps, unreadable };
  }

  return {
    ask,
    parse,
    skip,
    age(key) {
      const at = known.get(key)?.answeredAt;
      return at === undefined ? undefined : clock.mono() - at;
    },
    forget: (key) => void known.delete(key),
  };
}

/** Of answers that all came now and are all told from others without reading them. */
function fingerprintOf(
  parts: readonly SourceResult<PollQuestion>[],
  asOf: Known['asOf'],
): string | undefined {
  const prints: string[] = [];
  for (const { capability, reading } of parts) {
    if (reading.kind !== 'ok' || reading.asOf === asOf[capability]) return undefined;
    const { data } = reading;
    if (!('notes' in data) || data.validator === undefined) return undefined;
    prints.push(`${capability} ${data.validator.fingerprint}`);
  }
  return prints.length === 0 ? undefined : prints.join();
}

function seenAccounts(
  lists: ReadonlyMap<PollQuestion, readonly Account[]>,
  fresh: ReadonlyMap<PollQuestion, Instant>,
): (SeenAccount & From)[] {
  const [first = [], second = []] = [lists.get('accounts'), lists.get('limits')];
  const ofFirst = second.length === 0 ? undefined : new Set(first.map(({ key }) => key));
  const seen: (SeenAccount & From)[] = [];
  for (const thing of mergeAccounts(first, second)) {
    const from = ofFirst?.has(thing.key) === false ? 'limits' : 'accounts';
    const asOf = fresh.get(from);
    if (asOf !== undefined)
      seen.push({ subject: `account/${thing.key}`, thing, remaining: remainingOf(thing), asOf, from });
  }
  return seen;
}

function seenWallet(thing: Wallet, from: PollQuestion, asOf: Instant): SeenWallet & From {
  const isUser = from === 'balances';
  return { subject: `${isUser ? 'user' : 'wallet'}/${thing.id}`, thing, isUser, asOf, from };
}

/** Whether there is a limit to it and nothing says what is left. */
export function isUnreadable({ usageTracked }: Account, room: Remaining): boolean {
  return usageTracked !== false && room.kind === 'unknown';
}
