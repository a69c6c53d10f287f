import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret/secret.ts';
import { providers } from '../../src/providers/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createFakeClock } from '../fakes/clock.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ size: 'large', clock: createFakeClock() });
});
afterAll(() => sandbox.close());

describe('a sandbox connection', () => {
  it('is accepted by its provider with each of its sets of credentials', () => {
    const checked = sandbox.connections.map(({ provider, settings, secrets, otherSecrets }) => {
      const found = providers.find(({ id }) => id === provider);
      expect(found?.settings.safeParse(settings).error, provider).toBeUndefined();
      return [secrets, ...otherSecrets].map((texts) => {
        const wrapped = Object.entries(texts).map(([name, text]) => [name, new Secret(text)]);
        const { success } = found?.secrets.safeParse(Object.fromEntries(wrapped)) ?? { success: false };
        return `${provider}: ${success ? 'taken' : 'refused'}`;
      });
    });
    const ofOne = [
      ['payatom: taken', 'payatom: taken', 'payatom: taken', 'payatom: taken'],
      ['airpay: taken', 'airpay: taken'],
      ['wallets-api: taken', 'wallets-api: taken', 'wallets-api: taken'],
    ];
    expect(checked).toEqual([...ofOne, ...ofOne]);
  });
});
