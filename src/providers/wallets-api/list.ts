import type { Ask, JsonPort } from '../../core/provider/provider.ts';
import { type Get, pageLimit, pagePath } from './calls.ts';
import { type IdentifiedRow, readPage, type WalletPage } from './read.ts';

/** The list over all pages, as far as it could be read. */
export interface RowList {
  readonly rows: readonly IdentifiedRow[];
  readonly unreadable: number;
  readonly complete: boolean;
  /** The number of wallets that the provider last reported. */
  readonly total?: number;
}

/** Limits the list to 50,000 wallets; a longer list is reported as incomplete. */
const maxPages = 50;

/**
 * Reads all pages of the list. The newest wallets are first: a wallet added meanwhile repeats a row on the next page,
 * and a wallet removed meanwhile hides one, so such a list is reported as incomplete. Throws `ProviderError` if the
 * first page fails; if a later page fails, returns the rows so far as incomplete.
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
    const current = await readPageAt(get, json, pagePath(page, name), left).catch((thrown: unknown) => {
      if (page === 1) throw thrown;
    });
    if (current === undefined) break;
    const before = found.size;
    for (const row of current.rows) if (!found.has(row.id)) found.set(row.id, row);
    const added = found.size - before;
    repeats += current.rows.length - added;
    unreadable += current.unreadable;
    if (current.total !== undefined) totals.push(current.total);
    // A page with no new rows is past the end, or the server does not page.
    ended = added + current.unreadable === 0 || !hasMore(current, page, found.size + unreadable);
  }

  const total = totals.at(-1);
  const isConstant = totals.every((reported) => reported === total);
  const isConsistent = total === undefined ? repeats === 0 : isConstant && total === found.size + unreadable;
  return {
    rows: [...found.values()],
    unreadable,
    complete: ended && isConsistent,
    ...(total !== undefined && { total }),
  };
}

/** A page and its paging headers. A proxy may remove any of them. */
interface Page extends WalletPage {
  readonly more?: boolean;
  readonly pages?: number;
  readonly total?: number;
}

async function readPageAt(get: Get, json: JsonPort, path: string, left: () => Ask): Promise<Page> {
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

/** Decides by the headers; without them, by whether rows are missing from the total, or the page was full. */
function hasMore({ rows, unreadable, more, pages, total }: Page, page: number, read: number): boolean {
  if (more !== undefined || pages !== undefined) return more === true || page < (pages ?? 0);
  return total === undefined ? rows.length + unreadable >= pageLimit : read < total;
}

function parseCount(header: string | undefined): number | undefined {
  return /^\d{1,9}$/.test(header?.trim() ?? '') ? Number(header) : undefined;
}
