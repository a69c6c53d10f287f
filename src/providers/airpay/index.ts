import { eachLimit } from '../../core/async/each-limit.ts';
import { faultOf } from '../../core/errors/errors.ts';
import { remainingAsk } from '../../core/provider/deadline.ts';
import type { Ask, Provider, WalletReading } from '../../core/provider/provider.ts';
import { createAskBalance } from './calls.ts';
import { timeZone } from './checksum.ts';
import { readWallet } from './read.ts';
import { airpaySecrets, airpaySettings, credentialsOf } from './settings.ts';
import type { WalletUser } from './wallets.ts';

/** The maximum number of concurrent requests. */
const maxConcurrent = 4;

/** The Airpay provider: the balance of each configured wallet user. */
export const airpay: Provider<typeof airpaySettings, typeof airpaySecrets> = {
  id: 'airpay',
  title: 'Airpay wallet',
  settings: airpaySettings,
  secrets: airpaySecrets,
  open({ baseUrl, merchantId, format, currency }, secrets, ports) {
    const { privateKey, wallets } = credentialsOf(secrets);
    const askBalance = createAskBalance({ baseUrl, merchantId, format, privateKey }, ports);

    async function read(wallet: WalletUser, left: () => Ask): Promise<WalletReading> {
      try {
        return { kind: 'ok', wallet: readWallet(await askBalance(wallet, left), wallet.user, currency) };
      } catch (thrown) {
        return { kind: 'fail', id: wallet.user, fault: faultOf(thrown) };
      }
    }

    return {
      can: {
        async balances(_, ask) {
          const left = remainingAsk(ask, ports.clock, 'not-asked');
          const readings: WalletReading[] = [];
          await eachLimit([...wallets.entries()], maxConcurrent, async ([index, wallet]) => {
            readings[index] = await read(wallet, left);
          });
          return readings;
        },
      },
      currency,
      timeZone,
      lacks: [],
    };
  },
};
