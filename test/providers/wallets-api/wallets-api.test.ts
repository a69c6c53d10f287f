import { walletsApi } from '../../../src/providers/wallets-api/index.ts';
import { describeProvider } from '../../contracts/provider.ts';

const quirks = Array.from({ length: 11 }, (_, index) => `w${index + 1}`);

describeProvider({
  provider: walletsApi,
  covers: ['S4', ...quirks],
  credentials: [{ secrets: ['token'], can: ['wallets', 'wallet'] }],
});
