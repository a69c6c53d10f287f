import { buildConnector, Client, errors } from 'undici';
import { expect, it } from 'vitest';
import * as fast from '../../src/http/undici-fast.ts';

it('exports the same objects as the index of undici', () => {
  expect(fast.Client).toBe(Client);
  expect(fast.buildConnector).toBe(buildConnector);
  expect(fast.errors).toBe(errors);
});
