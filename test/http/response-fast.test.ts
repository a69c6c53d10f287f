import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createResponse } from '../../src/http/response-fast.ts';

const headerName = fc
  .stringMatching(/^[a-z][a-z-]{0,10}[a-z]$/)
  .filter((name) => !name.startsWith('content-'));
const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
const received = fc.record({
  status: fc.constantFrom(200, 201, 400, 404, 429, 500, 503),
  headers: fc.dictionary(
    headerName,
    fc.oneof(headerValue, fc.array(headerValue, { minLength: 1, maxLength: 3 })),
    {
      noNullPrototype: true,
    },
  ),
  body: fc.oneof(fc.json(), fc.string()),
});

it('createResponse returns what a real Response returns', async () => {
  await fc.assert(
    fc.asyncProperty(received, async ({ status, headers, body }) => {
      const pairs = Object.entries(headers).flatMap(([name, values]) =>
        [values].flat().map((value): [string, string] => [name, value]),
      );
      const real = () => new Response(Buffer.from(body), { status, headers: pairs });
      const fast = createResponse({ kind: 'response', status, headers, bytes: Buffer.from(body) });
      expect([fast.status, fast.ok, fast.redirected]).toEqual([real().status, real().ok, real().redirected]);
      expect([...fast.headers]).toEqual([...real().headers]);
      expect(fast.headers.get('no-such-header')).toBe(real().headers.get('no-such-header'));
      expect(await fast.text()).toBe(Buffer.from(body).toString('utf8'));
      expect(Buffer.from(await fast.arrayBuffer())).toEqual(Buffer.from(await real().arrayBuffer()));
      const parsed = await real()
        .json()
        .catch(() => 'malformed');
      expect(await fast.json().catch(() => 'malformed')).toEqual(parsed);
    }),
    { numRuns: 500 },
  );
});
