import * as bolt from '@slack/bolt';
import { expect, it } from 'vitest';
import { BoltApp, BoltSocketModeReceiver, boltErrorLevel } from '../../../adapters/slack/bolt-fast.ts';

it('imports the same objects as the index of Bolt exports', () => {
  expect(BoltApp).toBe(bolt.App);
  expect(BoltSocketModeReceiver).toBe(bolt.SocketModeReceiver);
  expect(boltErrorLevel).toBe(bolt.LogLevel.ERROR);
});
