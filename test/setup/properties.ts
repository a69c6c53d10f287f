/**
 * Settings of every property test. A failure prints its seed and path; `FC_SEED` and `FC_PATH` replay exactly that case:
 * `FC_SEED=135496675 FC_PATH=200:3:0:1 npm run test:unit -- test/http/json.test.ts`.
 */
import fc from 'fast-check';

const seed = process.env['FC_SEED'];
const path = process.env['FC_PATH'];

fc.configureGlobal({
  ...(seed !== undefined && { seed: Number(seed) }),
  ...(path !== undefined && { path }),
});
