import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { AccountList } from '../../../src/core/provider/provider.ts';
import { createReadings, type Readings } from '../../../src/engine/readings/readings.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { connect } from '../answer/door.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const log = { debug() {}, info() {}, warn() {}, error() {} };

/** A provider that observes through weak references whether its lists were collected. */
function watched() {
  const lists: WeakRef<AccountList>[] = [];
  const accounts = async (): Promise<AccountList> => {
    const list = { accounts: [], notes: [], mark: { print: `${lists.length}`, rows: 0 } };
    lists.push(new WeakRef(list));
    return list;
  };
  return { lists, connection: connect('op-a', 'x', { accounts }) };
}

describe('the answers to one question', () => {
  it.each([
    [
      'a person',
      (readings: Readings, connection: ReturnType<typeof connect>) => readings.sources([connection])[0],
    ],
    [
      'the monitor',
      (readings: Readings, connection: ReturnType<typeof connect>) => readings.inPassing(connection),
    ],
  ])('are collected except for the last, if the same question is asked repeatedly by %s', async (_, open) => {
    const readings = createReadings({ clock: createFakeClock(), log, cache: 0 });
    const { lists, connection } = watched();
    const source = open(readings, connection);
    for (let time = 0; time < 5; time++) expect((await source?.can.accounts?.({}))?.kind).toBe('ok');
    await turn();
    collect();
    expect(lists).toHaveLength(5);
    expect(lists.slice(0, -1).filter((list) => list.deref() !== undefined)).toEqual([]);
  });
});
