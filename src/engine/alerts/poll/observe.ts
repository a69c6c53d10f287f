import type { DataGap, SeenAccount, SeenWallet } from '../../../core/alerts/rule.ts';
import type { Fault } from '../../../core/errors/errors.ts';
import { accountsOf, mergeAccounts } from '../../../core/figures/accounts.ts';
import { createQuerySession, type SourceResult } from '../../../core/figures/gather.ts';
import { type Remaining, remainingOf } from '../../../core/figures/headroom.ts';
import type { Source } from '../../../core/figures/source.ts';
import { listText } from '../../../core/provider/capability-names.ts';
import type { Account, Wallet } from '../../../core/provider/provider.ts';
import type { Clock, Instant, Millis } from '../../../core/time/clock.ts';

/** The provider questions that alerts need. */
const questions = ['accounts', 'limits', 'balances', 'wallets'] as const;
export type PollQuestion = (typeof questions)[number];

/** The question whose answer listed a subject. */
interface From {
  readonly from: PollQuestion;
}

/** The parsed responses of one poll of a connection. */
export interface Observation {
  readonly source: Source;
  readonly accounts: readonly (SeenAccount & From)[];
  readonly wallets: readonly (SeenWallet & From)[];
  /** A subset of `asked`. */
  readonly answered: ReadonlySet<PollQuestion>;
  readonly asked: ReadonlySet<PollQuestion>;
  /** Questions with a fresh and complete answer. */
  readonly completeLists: ReadonlySet<PollQuestion>;
  readonly gaps: readonly DataGap[];
  /** By subject, if its figure is unreadable now. */
  readonly unreadable: ReadonlyMap<string, DataGap>;
}

/** The responses of one poll, not parsed yet. */
export interface RawResponse {
  readonly source: Source;
  readonly parts: readonly SourceResult<PollQuestion>[];
  readonly history: PollHistory;
  /** Equal for equal responses. Absent if only parsing could show whether they are equal. */
  readonly fingerprint?: string;
}

/** Polls connections. Remembers which responses are new and since when data is missing. */
export interface Observer {
  ask(source: Source, deadline: Millis): Promise<RawResponse>;
  /** Call `parse` or `skip` for each response before the next `ask`. */
  parse(response: RawResponse): Observation;
  /** Marks the response as processed without parsing it; allowed only if it equals the previous one and no question failed. */
  skip(response: RawResponse): void;
  /** Time since all questions of a connection were answered; undefined if they never were. */
  age(key: string): Millis | undefined;
  forget(key: string): void;
}

/** Drift between the two clocks below which the start of a gap is not changed. */
const maxDrift: Millis = 2_000;

/** State of a connection from its earlier polls. */
interface PollHistory {
  readonly asOf: Partial<Record<PollQuestion, Instant>>;
  /** Start of each gap by both clocks. */
  readonly since: Map<string, { readonly steady: Millis; readonly at: Instant }>;
  readonly opened: Millis;
  answeredAt?: Millis;
}

export function keyOfSource({ operator, connection }: Source): string {
  return `${operator.id}/${connection.id}`;
}

export function createObserver(clock: Clock): Observer {
  const histories = new Map<string, PollHistory>();

  async function ask(source: Source, deadline: Millis): Promise<RawResponse> {
    const key = keyOfSource(source);
    const history: PollHistory = histories.get(key) ?? { asOf: {}, since: new Map(), opened: clock.mono() };
    histories.set(key, history);
    const session = createQuerySession({ clock, deadline });
    const able = questions.filter((question) => source.can[question] !== undefined);
    const gathered = await Promise.all(able.map((question) => session.gather([source], question, {})));
    const parts: readonly SourceResult<PollQuestion>[] = gathered.flat();
    const fingerprint = fingerprintOf(parts, history.asOf);
    return { source, parts, history, ...(fingerprint !== undefined && { fingerprint }) };
  }

  function skip({ parts, history }: RawResponse): void {
    for (const { capability, reading } of parts) {
      if (reading.kind === 'ok') history.asOf[capability] = reading.asOf;
    }
    history.answeredAt = clock.mono();
  }

  function parse({ source, parts, history }: RawResponse): Observation {
    const lastAnswer = history.answeredAt ?? history.opened;
    const silent = new Map<string, { what: string; fault?: Fault }>();
    const [answered, completeLists] = [new Set<PollQuestion>(), new Set<PollQuestion>()];
    const [accounts, fresh] = [new Map<PollQuestion, readonly Account[]>(), new Map<PollQuestion, Instant>()];
    const wallets: (SeenWallet & From)[] = [];

    for (const { capability, reading } of parts) {
      const what = listText(capability);
      if (reading.kind !== 'ok') {
        silent.set(capability, { what, fault: reading.kind === 'fail' ? reading.fault : reading.why });
        // The next answer is new, even if it has the same time because the clock was set back.
        delete history.asOf[capability];
        continue;
      }
      answered.add(capability);
      const { asOf } = reading;
      const isFresh = asOf !== history.asOf[capability];
      history.asOf[capability] = asOf;
      const { data } = reading;
      let isComplete = true;
      if ('notes' in data) {
        if (data.notes.some(({ kind }) => kind === 'rows-unreadable')) {
          silent.set(`${capability} rows`, { what: `rows of the ${what}`, fault: { reason: 'malformed' } });
        }
        isComplete = data.notes.length === 0;
        accounts.set(capability, accountsOf(data));
        if (isFresh) fresh.set(capability, asOf);
      } else if ('wallets' in data) {
        if (data.unreadable > 0) {
          silent.set(`${capability} rows`, { what: `rows of the ${what}`, fault: { reason: 'malformed' } });
        }
        isComplete = data.complete && data.unreadable === 0;
        if (isFresh) wallets.push(...data.wallets.map((each) => seenWallet(each, capability, asOf)));
      } else {
        for (const each of data) {
          if (each.kind === 'fail') {
            isComplete = false;
            silent.set(`wallet ${each.id}`, { what: 'a wallet', fault: each.fault });
          } else if (isFresh) wallets.push(seenWallet(each.wallet, capability, asOf));
        }
      }
      if (isFresh && isComplete) completeLists.add(capability);
    }
    const seen = seenAccounts(accounts, fresh);
    const missing = new Map<string, string>();
    for (const { subject, thing, remaining } of seen) {
      if (isUnreadable(thing, remaining)) missing.set(subject, 'an account');
    }
    for (const { subject, thing } of wallets) {
      if (thing.balance.kind === 'missing') missing.set(subject, 'a wallet');
    }
    if (silent.size === 0) history.answeredAt = clock.mono();
    const sinceOf = (what: string): Instant => {
      const known = history.since.get(what);
      const steady = known?.steady ?? lastAnswer;
      const at = Math.round(clock.now() - (clock.mono() - steady));
      // Two clocks never agree to the millisecond: the shown time changes only when one of them is set.
      if (known !== undefined && Math.abs(at - known.at) < maxDrift) return known.at;
      history.since.set(what, { steady, at });
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
    if (history.since.size > 0) {
      const observed = new Set([...seen, ...wallets].map(({ subject }) => subject));
      for (const what of history.since.keys()) {
        const isAnswered = what.includes('/') ? observed.has(what) && !missing.has(what) : !silent.has(what);
        if (isAnswered) history.since.delete(what);
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
      const at = histories.get(key)?.answeredAt;
      return at === undefined ? undefined : clock.mono() - at;
    },
    forget: (key) => void histories.delete(key),
  };
}

/** Defined only if every response is fresh and has a fingerprint. */
function fingerprintOf(
  parts: readonly SourceResult<PollQuestion>[],
  asOf: PollHistory['asOf'],
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

/** Whether an account has a limit of which the remaining amount is unknown. */
export function isUnreadable({ usageTracked }: Account, remaining: Remaining): boolean {
  return usageTracked !== false && remaining.kind === 'unknown';
}
