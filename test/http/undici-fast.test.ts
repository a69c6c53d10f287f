import * as undici from 'undici';
import { expect, it } from 'vitest';
import * as fast from '../../src/http/undici-fast.ts';

it.each(['Client', 'buildConnector', 'errors'] as const)(
  '%s is the same object as in the index of undici',
  (name) => {
    expect(fast[name]).toBe(undici[name]);
  },
);
