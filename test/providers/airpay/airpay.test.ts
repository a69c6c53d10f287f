import { airpay } from '../../../src/providers/airpay/index.ts';
import { describeProvider } from '../../contracts/provider.ts';

const quirks = Array.from({ length: 15 }, (_, index) => `a${index + 1}`);

describeProvider({
  provider: airpay,
  covers: ['S3', ...quirks],
  credentials: [{ secrets: ['privateKey', 'wallets'], can: ['balances'] }],
  // The checksum of the document's sample on the day of the cases.
  derived: ['98ffaf46555a40bb9fe0174f5b0cb285'],
});
