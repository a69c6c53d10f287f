import { SetupError } from '../../core/errors/errors.ts';
import { remainingAsk } from '../../core/provider/deadline.ts';
import type { Ask, Provider } from '../../core/provider/provider.ts';
import { createAuth } from './auth.ts';
import { createGet, walletPath } from './calls.ts';
import { createCurrencies } from './currencies.ts';
import { noWalletId } from './errors.ts';
import { readWalletList } from './list.ts';
import { readOne, walletOf } from './read.ts';
import { authMethodOf, noAuthMethod, walletsApiSecrets, walletsApiSettings } from './settings.ts';

/** The multi-currency wallets of a client: all of them, and one by its id. */
export const walletsApi: Provider<typeof walletsApiSettings, typeof walletsApiSecrets> = {
  id: 'wallets-api',
  title: 'Wallets API',
  settings: walletsApiSettings,
  secrets: walletsApiSecrets,
  open({ baseUrl }, given, ports) {
    const way = authMethodOf(given);
    if (way === undefined) throw new SetupError([noAuthMethod]);
    const { json, clock } = ports;
    const get = createGet(baseUrl, createAuth(way, baseUrl, ports), ports);
    const currencies = createCurrencies(get, json, clock);

    return {
      can: {
        async wallets({ name }, ask) {
          const book = currencies(half(ask));
          const list = readWalletList(get, json, name, remainingAsk(ask, clock));
          const { rows, ...rest } = await both(list, book);
          const entries = await book;
          return { ...rest, wallets: rows.map((row) => walletOf(row, entries)) };
        },
        async wallet({ id: typed }, ask) {
          const id = /^0*([1-9]\d{0,29})$/.exec(typed)?.[1];
          if (id === undefined) throw noWalletId();
          const book = currencies(half(ask));
          const answer = await both(get(walletPath(id), 'wallet', remainingAsk(ask, clock)), book);
          return walletOf(readOne(answer.body, id, json), await book);
        },
      },
      timeZone: 'UTC',
      lacks: [],
    };
  },
};

/** The names of currencies may take half of the time: the wallets must still come without them. */
function half({ signal, deadline }: Ask): Ask {
  return { ...(signal && { signal }), ...(deadline !== undefined && { deadline: deadline / 2 }) };
}

/** What `main` gives or throws, once `beside` has ended too: nothing goes on behind an answered question. */
function both<T>(main: Promise<T>, beside: Promise<unknown>): Promise<T> {
  return main.finally(() => beside);
}
