import type { Provider } from '../core/provider/provider.ts';
import { airpay } from './airpay/index.ts';
import { payatom } from './payatom/index.ts';
import { walletsApi } from './wallets-api/index.ts';

/** Every kind of API that Walletwatch can read. A provider is one folder and one line here. */
export const providers: readonly Provider[] = [payatom, airpay, walletsApi];
