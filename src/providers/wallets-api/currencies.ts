import type { Ask, JsonPort } from '../../core/provider/provider.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { currenciesPath, type Get } from './calls.ts';
import { type CurrencyBook, readCurrencies } from './read.ts';
import { shareRun } from './share.ts';

const life: Millis = 3_600_000;

/**
 * The currencies as the provider has them, asked for once an hour. When that fails the last known book serves, or an
 * empty one: then wallets name their currency by its id. Never throws.
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
    freshUntil = clock.mono() + life;
  }, clock);

  return async (ask) => {
    if (clock.mono() < freshUntil) return book;
    try {
      await refresh(ask);
    } catch {
      // Names and decimals of currencies are not worth a fault: the wallets are.
    }
    return book;
  };
}
