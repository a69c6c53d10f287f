import type { Account, AccountList, ListNote, Reading, UnchangedList } from '../provider/provider.ts';
import type { QuerySession, SourceResult } from './gather.ts';
import type { Source } from './source.ts';

/** An account with its connection. */
export interface ListedAccount {
  readonly source: Source;
  readonly account: Account;
}

/** The accounts of several connections, each once, with remarks about their lists. */
export interface AccountListing {
  readonly listed: readonly ListedAccount[];
  readonly notes: readonly { readonly source: Source; readonly note: ListNote }[];
  readonly parts: readonly SourceResult<'accounts' | 'limits'>[];
}

/** Asks each connection for both of its lists, if it has them, and merges them. */
export async function listAccounts(
  questions: QuerySession,
  sources: readonly Source[],
): Promise<AccountListing> {
  const [stated, unstated] = await Promise.all([
    questions.gather(sources, 'accounts', {}),
    questions.gather(sources, 'limits', {}),
  ]);
  const parts = [...stated, ...unstated];
  const listed = sources.flatMap((source) => {
    const ofSource = (part: SourceResult): boolean => part.source === source;
    const first = listIn(stated.find(ofSource)?.reading);
    const second = listIn(unstated.find(ofSource)?.reading);
    return mergeAccounts(first, second).map((account) => ({ source, account }));
  });
  const notes = parts.flatMap(({ source, reading }) => {
    return reading.kind === 'fail' ? [] : reading.data.notes.map((note) => ({ source, note }));
  });
  return { listed, notes, parts };
}

/** The accounts of a list; parses them if it is an unchanged list. */
export function accountsOf(list: AccountList | UnchangedList): readonly Account[] {
  return 'accounts' in list ? list.accounts : list.read();
}

/**
 * Merges two lists of one connection. An account in both is listed once: the values of the first list win, and the second
 * adds only missing ones.
 */
export function mergeAccounts(first: readonly Account[], second: readonly Account[]): readonly Account[] {
  if (second.length === 0) return first;
  const merged = [...first];
  const places = new Map<string, number>();
  first.forEach((account, index) => {
    for (const id of idsOf(account)) if (!places.has(id)) places.set(id, index);
  });
  for (const account of second) {
    const place = idsOf(account)
      .map((id) => places.get(id))
      .find((index) => index !== undefined);
    const known = place === undefined ? undefined : merged[place];
    if (place === undefined || known === undefined) merged.push(account);
    else merged[place] = completed(known, account);
  }
  return merged;
}

/** The ids that match an account of the other list: its number, then its UPI id. Never its name. */
function idsOf({ number, upi }: Account): string[] {
  return [
    ...(number === undefined ? [] : [`number ${number}`]),
    ...(upi === undefined ? [] : [`upi ${upi.toLowerCase()}`]),
  ];
}

function completed(known: Account, other: Account): Account {
  return {
    key: known.key,
    name: known.name,
    state: known.state,
    usageTracked: known.usageTracked ?? other.usageTracked,
    upi: known.upi ?? other.upi,
    number: known.number ?? other.number,
    phone: known.phone ?? other.phone,
    bank: known.bank ?? other.bank,
    group: known.group ?? other.group,
    ...figuresOfBoth(known, other),
  };
}

function figuresOfBoth(known: Account, other: Account): Pick<Account, 'figures' | 'notes'> {
  if (!hasUsage(known)) {
    const figures = { ...known.figures, ...other.figures };
    return { figures, notes: [...known.notes, ...other.notes] };
  }
  const { minimum } = other.figures;
  const figures = minimum === undefined ? known.figures : { minimum, ...known.figures };
  return { figures, notes: known.notes };
}

/** Whether the list has limit or usage, readable or not. Figures of two lists are never mixed. */
function hasUsage({ figures }: Account): boolean {
  return (['limit', 'used', 'rolling', 'available'] as const).some((kind) => {
    const figure = figures[kind];
    return figure !== undefined && !(figure.kind === 'missing' && figure.why === 'absent');
  });
}

function listIn(reading: Reading<AccountList | UnchangedList> | undefined): readonly Account[] {
  return reading === undefined || reading.kind === 'fail' ? [] : accountsOf(reading.data);
}
