import type { Ask, JsonPort } from '../../core/provider/provider.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { currenciesPath, type Get } from './calls.ts';
import { type CurrencyBook, readCurrencies } from './read.ts';
import { shareRun } from './share.ts';

const cacheTtl: Millis = 3_600_000;

/**
 * Creates a cache of the provider's currencies, refreshed once an hour. If that fails, returns the last known book or
 * an empty one; with an empty book wallets name their currency by its id. Never throws.
 */
export function createCurrencies(
  get: Get,
  json: JsonPort,
  clock: Clock,
): (ask: Ask) => Promise<CurrencyBook> {
  let book: CurrencyBook = new Map();
  let freshUntil: Millis = Number.NEGATIVE_INFINITY;

  const refresh = shareRun(async () => {
    const answer = await get(currenciesPath, 'currencies', () => ({}));
    book = readCurrencies(answer.body, json);
    freshUntil = clock.mono() + cacheTtl;
  }, clock);

  return async (ask) => {
    if (clock.mono() < freshUntil) return book;
    try {
      await refresh(ask);
    } catch {
      // Wallets are readable without the names and decimals of currencies.
    }
    return book;
  };
}
