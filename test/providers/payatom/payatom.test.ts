import { payatom } from '../../../src/providers/payatom/index.ts';
import { describeProvider } from '../../contracts/provider.ts';

const quirks = Array.from({ length: 26 }, (_, index) => `q${index + 1}`);

describeProvider({
  provider: payatom,
  covers: ['S0', 'S1', 'S2', ...quirks],
  credentials: [
    { secrets: ['apiKey'], can: ['accounts', 'summary'] },
    { secrets: ['token', 'verificationCode'], can: ['limits'] },
    { secrets: ['apiKey', 'token', 'verificationCode'], can: ['accounts', 'limits', 'summary'] },
  ],
});
