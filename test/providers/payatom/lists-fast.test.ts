import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accountsOf } from '../../../src/core/figures/accounts.ts';
import { createLists } from '../../../src/providers/payatom/lists-fast.ts';
import { readStatus } from '../../../src/providers/payatom/read.ts';

/** Few responses, so that they repeat. The count of the last one differs from its rows, which is a note. */
const responses = [
  { data: { active: { count: 1, accounts: [{ upi: 'a@upi', limit_volum: '10' }] } } },
  { data: { active: { count: 1, accounts: [{ upi: 'a@upi', limit_volum: '20' }] } } },
  { data: { active: { count: 2, accounts: [{ upi: 'b@upi' }] } } },
];

it('reading a list fast equals parsing every response', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...responses), { maxLength: 12 }), async (sequence) => {
      let current: unknown;
      const send = () => {
        const response = current;
        return Promise.resolve({ fingerprint: () => JSON.stringify(response), value: () => response });
      };
      const list = createLists(send, (response) => readStatus(response, 'INR'));
      for (const response of sequence) {
        current = response;
        const fast = await list({}, { marked: true });
        const plain = readStatus(response, 'INR');
        expect({ accounts: accountsOf(fast), notes: fast.notes }).toEqual(plain);
      }
    }),
  );
});
