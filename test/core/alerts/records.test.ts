import { expect, it } from 'vitest';
import { incidents, readIncident, storedIncident } from '../../../src/core/alerts/records.ts';
import type { Decimal } from '../../../src/core/money/decimal.ts';

it('an incident of the first release is read, and written as it was', () => {
  const stored = incidents.schema.parse({
    ...{ operator: 'acme', connection: 'bank', rule: 'low-limit', title: 'Low limit', subject: 'account/a' },
    called: [{ kind: 'identifier', of: 'upi', text: 'a@upi' }],
    incident: {
      ...{ state: 'firing', episode: 2, level: 'warn', told: 'critical', breaches: 3, recoveries: 0 },
      ...{ since: 1, firedAt: 2, spokeAt: 3, holder: { principal: 'red:7', name: 'Asha', at: 3 } },
    },
    facts: { asOf: 4 },
    course: [{ at: 4, left: '10.50' as Decimal }],
    ...{ id: 'A1', posts: ['000000000001'], revision: 5 },
  });
  const record = readIncident(stored);
  expect(record.incident).toMatchObject({ notifiedLevel: 'critical', notifiedAt: 3 });
  expect(record.trend).toEqual([{ at: 4, left: '10.50' }]);
  expect(storedIncident(record)).toEqual(stored);
  const { spokeAt: _, ...neverNotified } = stored.incident;
  const silent = { ...stored, incident: neverNotified };
  expect(storedIncident(readIncident(silent))).toEqual(silent);
});
