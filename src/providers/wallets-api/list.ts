import type { Ask, JsonPort } from '../../core/provider/provider.ts';
import { type Get, pageLimit, pagePath } from './calls.ts';
import { type IdentifiedRow, readPage, type WalletPage } from './read.ts';

/** The whole list, as far as it could be read. */
export interface RowList {
  readonly rows: readonly IdentifiedRow[];
  readonly unreadable: number;
  readonly complete: boolean;
  /** What the provider last said there are. */
  readonly total?: number;
}

/** 50,000 wallets: more are told as incomplete. */
const maxPages = 50;

/**
 * Pages through the list. The newest wallets come first, so what is added meanwhile moves the rest down and rows come
 * twice, and what is removed moves rows past us: then the list is told as incomplete. Throws `WatchError` when the
 * first page fails; when a later one does, what came is told as incomplete.
 */
export async function readWalletList(
  get: Get,
  json: JsonPort,
  name: string | undefined,
  left: () => Ask,
): Promise<RowList> {
  const found = new Map<string, IdentifiedRow>();
  const totals: number[] = [];
  let [unreadable, repeats, ended] = [0, 0, false];

  for (let page = 1; page <= maxPages && !ended; page++) {
    const read = await readNext(get, json, pagePath(page, name), left).catch((thrown: unknown) => {
      if (page === 1) throw thrown;
    });
    if (read === undefined) break;
    const before = found.size;
    for (const row of read.rows) if (!found.has(row.id)) found.set(row.id, row);
    const fresh = found.size - before;
    repeats += read.rows.length - fresh;
    unreadable += read.unreadable;
    if (read.total !== undefined) totals.push(read.total);
    // A page without anything new: past the end, or the server does not page.
    ended = fresh + read.unreadable === 0 || !hasMore(read, page, found.size + unreadable);
  }

  const total = totals.at(-1);
  const steady = totals.every((said) => said === total);
  const agreed = total === undefined ? repeats === 0 : steady && total === found.size + unreadable;
  return {
    rows: [...found.values()],
    unreadable,
    complete: ended && agreed,
    ...(total !== undefined && { total }),
  };
}

/** A page with what its headers say; any of them may be missing behind a proxy. */
interface Page extends WalletPage {
  readonly more?: boolean;
  readonly pages?: number;
  readonly total?: number;
}

async function readNext(get: Get, json: JsonPort, path: string, left: () => Ask): Promise<Page> {
  const { headers, body } = await get(path, 'list', left);
  const more = { true: true, false: false }[headers['x-has-more']?.trim().toLowerCase() ?? ''];
  const pages = parseCount(headers['x-total-pages']);
  const total = parseCount(headers['x-total-count']);
  return {
    ...readPage(body, json),
    ...(more !== undefined && { more }),
    ...(pages !== undefined && { pages }),
    ...(total !== undefined && { total }),
  };
}

/** Whether a header says so; where none does, whether fewer came than were counted, or the page was full. */
function hasMore({ rows, unreadable, more, pages, total }: Page, page: number, read: number): boolean {
  if (more !== undefined || pages !== undefined) return more === true || page < (pages ?? 0);
  return total === undefined ? rows.length + unreadable >= pageLimit : read < total;
}

function parseCount(header: string | undefined): number | undefined {
  return /^\d{1,9}$/.test(header?.trim() ?? '') ? Number(header) : undefined;
}
