import { describe, expect, it } from 'vitest';
import * as records from '../../../src/core/access/records.ts';
import { sealedSchema } from '../../../src/core/secret/vault.ts';

const part = { iv: 'aXY', ct: 'Y3Q', tag: 'dGFn' };
const sealed = { v: 1, alg: 'A256GCM', kid: 'k1', edk: part, ...part, fp: 'ZnA' };
const connection = {
  operator: 'demo',
  id: 'main',
  provider: 'payatom',
  settings: { currency: 'INR' },
  secrets: { apiKey: sealed },
};
const grant = { principal: 'slack:T01:U02', operator: 'demo', role: 'viewer', expiresAt: 5 };

describe('the ids that users type', () => {
  it.each(['a', 'demo', 'demo-2', '0', 'x'.repeat(32)])('may be %s', (id) => {
    expect(records.idSchema.safeParse(id).success).toBe(true);
  });

  it.each(['', '-a', 'Demo', 'a_b', 'a b', 'a/b', 'a\n', 'é', 'x'.repeat(33), '__proto__'])(
    'may not be %j',
    (id) => {
      expect(records.idSchema.safeParse(id).success).toBe(false);
    },
  );
});

describe('an access document', () => {
  it('is accepted unchanged', () => {
    expect(records.operatorRecords.schema.parse({ id: 'demo', name: 'Demo' })).toEqual({
      id: 'demo',
      name: 'Demo',
    });
    expect(records.connections.schema.parse(connection)).toEqual(connection);
    expect(records.grants.schema.parse(grant)).toEqual(grant);
    expect(records.bindings.schema.parse({ chat: 'telegram:-100', operator: 'demo' })).toEqual({
      chat: 'telegram:-100',
      operator: 'demo',
    });
  });

  it('contains sealed credentials and never plain ones', () => {
    expect(sealedSchema.safeParse('sk-live-1').success).toBe(false);
    for (const secret of [
      'sk-live-1',
      { ...sealed, plain: 'x' },
      { ...sealed, v: 2 },
      { ...sealed, tag: undefined },
    ]) {
      expect(
        records.connections.schema.safeParse({ ...connection, secrets: { apiKey: secret } }).success,
      ).toBe(false);
    }
  });

  it.each([
    { ...grant, role: 'root' },
    { ...grant, principal: 'U02' },
    { ...grant, principal: 'slack:' },
    { ...grant, principal: 'slack:T01 U02' },
    { ...grant, principal: 'slack:U02\n' },
    { ...grant, operator: 'Demo Ltd' },
    { ...grant, expiresAt: '5' },
    { ...grant, expiresAt: undefined },
    { ...grant, note: 'x' },
    null,
  ])('is no grant when it is %j', (document) => {
    expect(records.grants.schema.safeParse(document).success).toBe(false);
  });

  it('is found by the indexes that the engine uses', () => {
    const found = Object.entries(records.grants.indexes).map(([name, of]) => [
      name,
      of(records.grants.schema.parse(grant)),
    ]);
    expect(found).toEqual([
      ['principal', 'slack:T01:U02'],
      ['operator', 'demo'],
    ]);
    const [one] = Object.values(records.connections.indexes).map((of) =>
      of(records.connections.schema.parse(connection)),
    );
    expect(one).toBe('demo');
  });

  it('is in a collection with a unique name', () => {
    const names = Object.values(records).flatMap((value) => ('indexes' in value ? [value.name] : []));
    expect(names.length).toBeGreaterThanOrEqual(4);
    expect(new Set(names).size).toBe(names.length);
  });
});
