import { beforeEach, describe, expect, it } from 'vitest';
import { invites } from '../../../src/core/access/records.ts';
import type { Registry } from '../../../src/core/access/registry.ts';
import type { Store } from '../../../src/core/store.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';

const asha = 'telegram:101' as const;
const group = 'telegram:-500' as const;
const minute = 60_000;

let clock: FakeClock;
let store: Store;
let registry: Registry;

beforeEach(async () => {
  clock = createFakeClock();
  store = createMemoryStore();
  registry = createRegistry(store, clock);
  await registry.addOperator({ id: 'acme', name: 'Acme' });
});

describe('operators', () => {
  it('are added once', async () => {
    expect(await registry.addOperator({ id: 'acme', name: 'Other' })).toBe('exists');
    expect(await registry.operators()).toEqual([{ id: 'acme', name: 'Acme' }]);
  });

  it('are removed only if nothing depends on them; otherwise the dependents are counted', async () => {
    await registry.grant({ principal: asha, operator: 'acme', role: 'viewer' });
    await registry.bind({ chat: group, operator: 'acme' });
    const use = { connections: 0, grants: 1, bindings: 1, subscriptions: 0 };
    expect(await registry.removeOperator('acme')).toEqual({ kind: 'in-use', use });
    await registry.revoke(asha, 'acme');
    await registry.unbind({ chat: group, operator: 'acme' });
    expect(await registry.removeOperator('acme')).toEqual({ kind: 'removed' });
    expect(await registry.removeOperator('acme')).toEqual({ kind: 'unknown' });
  });
});

describe('grants', () => {
  it('are added, replaced and revoked', async () => {
    expect(await registry.grant({ principal: asha, operator: 'acme', role: 'viewer' })).toBe('granted');
    expect(await registry.grant({ principal: asha, operator: 'acme', role: 'admin' })).toBe('changed');
    expect(await registry.grants({ principal: asha })).toEqual([
      { principal: asha, operator: 'acme', role: 'admin' },
    ]);
    expect(await registry.revoke(asha, 'acme')).toBe('revoked');
    expect(await registry.revoke(asha, 'acme')).toBe('no-grant');
    expect(await registry.grants('all')).toEqual([]);
  });

  it('need an operator that exists', async () => {
    expect(await registry.grant({ principal: asha, operator: 'none', role: 'viewer' })).toBe(
      'unknown-operator',
    );
  });
});

describe('subscriptions', () => {
  it('need a binding, and end with it', async () => {
    const here = { chat: group, operator: 'acme' };
    expect(await registry.subscribe(here)).toBe('not-bound');
    await registry.bind(here);
    expect(await registry.subscribe(here)).toBe('subscribed');
    expect(await registry.subscribe(here)).toBe('already-subscribed');
    expect(await registry.unbind(here)).toEqual({ kind: 'unbound', unsubscribed: true });
    expect(await registry.subscriptions({ chat: group })).toEqual([]);
    expect(await registry.unsubscribe(here)).toBe('not-subscribed');
  });
});

describe('an invitation', () => {
  const make = async (more: { grantMillis?: number } = {}) => {
    const made = await registry.invite({ operator: 'acme', role: 'manager', by: 'host:cli', ...more });
    if (made === 'unknown-operator') throw new Error(made);
    return made;
  };

  it('gives access to the first sender of its code, once', async () => {
    const { code } = await make();
    expect(await registry.redeem(code, asha)).toEqual({ kind: 'linked', operator: 'acme', role: 'manager' });
    expect(await registry.redeem(code, 'telegram:102')).toEqual({ kind: 'unknown-code' });
    expect(await registry.grants('all')).toHaveLength(1);
  });

  it('is recognised without dashes and in any letter case', async () => {
    const { code } = await make();
    expect(code).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
    const typed = code.toLowerCase().replaceAll('-', ' ');
    expect((await registry.redeem(typed, asha)).kind).toBe('linked');
  });

  it('is stored only as a hash', async () => {
    const { code } = await make();
    const kept = await store.read((view) => view.list(invites));
    expect(JSON.stringify(kept)).not.toContain(code.slice(0, 5));
    expect(JSON.stringify(kept)).not.toContain(code.replaceAll('-', ''));
  });

  it('expires after 15 minutes', async () => {
    const { code } = await make();
    await clock.advance(15 * minute);
    expect(await registry.redeem(code, asha)).toEqual({ kind: 'expired-code' });
    expect(await registry.grants('all')).toEqual([]);
  });

  it('creates a grant with its lifetime', async () => {
    const { code } = await make({ grantMillis: 60 * minute });
    const expiresAt = clock.now() + 60 * minute;
    expect(await registry.redeem(code, asha)).toMatchObject({ kind: 'linked', expiresAt });
    expect(await registry.grants({ operator: 'acme' })).toMatchObject([{ expiresAt }]);
  });

  it('cannot be guessed: after five wrong codes only that user is rejected', async () => {
    const { code } = await make();
    for (let guess = 0; guess < 5; guess++) {
      expect(await registry.redeem(`WRONG-0000${guess}`, asha)).toEqual({ kind: 'unknown-code' });
    }
    expect((await registry.redeem(code, asha)).kind).toBe('too-many-tries');
    expect((await registry.redeem(code, 'telegram:102')).kind).toBe('linked');
    await clock.advance(15 * minute);
    expect(await registry.redeem('WRONG', asha)).toEqual({ kind: 'unknown-code' });
  });

  it('sent by two users at once gives access to one of them', async () => {
    const { code } = await make();
    const both = await Promise.all([registry.redeem(code, asha), registry.redeem(code, 'telegram:102')]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['linked', 'unknown-code']);
  });
});
