import type { Provider } from '../core/provider/provider.ts';
import { airpay } from './airpay/index.ts';
import { payatom } from './payatom/index.ts';
import { walletsApi } from './wallets-api/index.ts';

/** All providers. Each one is a folder and a line in this list. */
export const providers: readonly Provider[] = [payatom, airpay, walletsApi];
