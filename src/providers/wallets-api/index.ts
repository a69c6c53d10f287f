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

/** The Wallets API provider: the multi-currency wallets of a client, all of them or one by its id. */
export const walletsApi: Provider<typeof walletsApiSettings, typeof walletsApiSecrets> = {
  id: 'wallets-api',
  title: 'Wallets API',
  settings: walletsApiSettings,
  secrets: walletsApiSecrets,
  open({ baseUrl }, secrets, ports) {
    const method = authMethodOf(secrets);
    if (method === undefined) throw new SetupError([noAuthMethod]);
    const { json, clock } = ports;
    const get = createGet(baseUrl, createAuth(method, baseUrl, ports), ports);
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

/** Halves the deadline, so that a slow list of currencies leaves time for the wallets. */
function half({ signal, deadline }: Ask): Ask {
  return { ...(signal && { signal }), ...(deadline !== undefined && { deadline: deadline / 2 }) };
}

/** Settles like `main`, after `secondary` has settled too, so that no request outlives the question. */
function both<T>(main: Promise<T>, secondary: Promise<unknown>): Promise<T> {
  return main.finally(() => secondary);
}
