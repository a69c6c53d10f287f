import { afterEach, describe, expect, it } from 'vitest';
import type { SendResult } from '../../../src/core/chat/courier.ts';
import { text } from '../../../src/core/reply/build.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import type { Emulator } from '../../emulators/telegram/index.ts';
import { closeAll, said } from './bot.ts';
import { meet } from './meeting.ts';

afterEach(closeAll);

describe('the courier of Telegram', () => {
  it('sends one message a second to a chat, and twenty a minute to a group', async () => {
    const { bot, clock, emulator, asha, shown } = await meet();
    const group = emulator.group(-1001, 'Ops', [asha]);
    const courier = bot.running.courier;
    const results = Array.from({ length: 45 }, (_, index) =>
      courier?.send('telegram:-1001', said(`alert ${index}`)),
    );
    for (let seconds = 0; seconds < 150; seconds++) await clock.advance(1000);
    expect((await Promise.all(results)).every((result) => result?.kind === 'sent')).toBe(true);
    expect(shown(group)).toEqual(results.map((_, index) => `alert ${index}`));
    expect(emulator.calls.every(({ outcome }) => outcome === undefined || outcome === 'ok')).toBe(true);
    expect(emulator.violations).toEqual([]);
  });

  it('makes a single attempt and returns its result', async () => {
    const { bot, clock, emulator, alone } = await meet();
    alone.started = true;
    const courier = bot.running.courier;
    const send = async () => {
      const sending = courier?.send('telegram:101', said('alert'));
      await clock.advance(2000);
      return sending;
    };
    expect(await send()).toEqual({ kind: 'sent', message: '1' });
    const refuse = (code: number, description: string, parameters?: object) => {
      emulator.fault({
        method: 'sendMessage',
        times: 1,
        how: { kind: 'refuse', code, description, ...(parameters && { parameters }) },
      });
    };
    refuse(429, 'Too Many Requests', { retry_after: 1 });
    expect(await send()).toEqual({ kind: 'wait', ms: 1000 });
    refuse(500, 'Internal');
    expect(await send()).toMatchObject({ kind: 'retry' });
    emulator.fault({ method: 'sendMessage', times: 1, how: { kind: 'drop', when: 'after' } });
    expect(await send()).toMatchObject({ kind: 'ambiguous' });
    refuse(403, 'Forbidden: user is deactivated');
    expect(await send()).toMatchObject({ kind: 'dead', why: 'gone' });
    refuse(400, 'Bad Request: chat not found');
    expect(await send()).toMatchObject({ kind: 'dead', why: 'gone' });
    refuse(400, 'Bad Request: CHAT_WRITE_FORBIDDEN');
    expect(await send()).toMatchObject({ kind: 'dead', why: 'forbidden' });
    refuse(400, 'Bad Request: MESSAGE_TOO_LONG');
    expect(await send()).toMatchObject({ kind: 'dead', why: 'unfit' });
    emulator.revoke(true);
    expect(await send()).toMatchObject({ kind: 'refused-token' });
    expect(bot.running.health?.().ready).toBe(false);
    emulator.revoke(false);
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(courier?.serves('slack:T1:C1')).toBe(false);
    expect(await courier?.send('slack:T1:C1', said('x'))).toMatchObject({ kind: 'dead', why: 'unfit' });
  });

  it('edits a message, and accepts an edit without a change', async () => {
    const { bot, clock, alone, shown } = await meet();
    alone.started = true;
    const { courier } = bot.running;
    await courier?.send('telegram:101', said('firing'));
    const edit = async (message: string, sentence: string) => {
      const editing = courier?.edit('telegram:101', message, said(sentence));
      await clock.advance(2000);
      return editing;
    };
    expect(await edit('1', 'resolved')).toEqual({ kind: 'sent', message: '1' });
    expect(await edit('1', 'resolved')).toEqual({ kind: 'sent', message: '1' });
    expect(await edit('99', 'resolved')).toMatchObject({ kind: 'dead', why: 'unfit' });
    expect(shown()).toEqual(['resolved']);
  });

  it('replies to a message, and sends a plain message if that one was deleted', async () => {
    const { bot, clock, emulator, asha } = await meet();
    const group = emulator.group(-1001, 'Ops', [asha]);
    const { courier } = bot.running;
    const finish = async (sending: Promise<SendResult> | undefined) => {
      await clock.advance(2000);
      return sending;
    };
    await finish(courier?.send('telegram:-1001', said('firing')));
    const [card] = emulator.answers(group);
    await finish(courier?.replyTo?.('telegram:-1001', String(card?.id), said('acknowledged by Asha'), false));
    expect(await finish(courier?.replyTo?.('telegram:-1001', '999', said('all clear'), true))).toMatchObject({
      kind: 'sent',
    });
    expect(emulator.answers(group).map(({ text: each, replyTo }) => [each, replyTo])).toEqual([
      ['firing', undefined],
      ['acknowledged by Asha', card?.id],
      ['all clear', undefined],
    ]);
    const fail = (how: Parameters<Emulator['fault']>[0]['how']) =>
      emulator.fault({ method: 'sendMessage', times: 1, how });
    const follow = () => finish(courier?.replyTo?.('telegram:-1001', String(card?.id), said('again'), false));
    fail({ kind: 'refuse', code: 429, description: 'Too Many', parameters: { retry_after: 1 } });
    expect(await follow()).toEqual({ kind: 'wait', ms: 1000 });
    fail({ kind: 'drop', when: 'after' });
    expect(await follow()).toMatchObject({ kind: 'ambiguous' });
    expect(emulator.violations).toEqual([]);
  });

  it('cuts a long reply to one message with its buttons and a remark, in edits as well', async () => {
    const { bot, clock, emulator, alone } = await meet();
    alone.started = true;
    const { courier } = bot.running;
    const many = (count: number) =>
      said('Many', {
        blocks: Array.from({ length: count }, (_, index) => text(`user${index}@upi ${'word '.repeat(10)}`)),
        actions: [{ label: 'List', line: '/alerts' }],
      });
    const sending = courier?.send('telegram:101', many(200));
    await clock.advance(2000);
    expect(await sending).toEqual({ kind: 'sent', message: '1' });
    const editing = courier?.edit('telegram:101', '1', many(300));
    await clock.advance(2000);
    expect(await editing).toEqual({ kind: 'sent', message: '1' });
    const [only, ...others] = emulator.answers(alone);
    expect(others).toEqual([]);
    expect(only?.text).toMatch(/The rest does not fit here\..*$/);
    expect(only?.buttons.flat().map(({ text: label }) => label)).toEqual(['List']);
    expect(emulator.violations).toEqual([]);
  });

  it('sends to the new id of an upgraded group, even before the service messages are read', async () => {
    const { bot, clock, emulator, asha, shown } = await meet();
    const group = emulator.group(-4001, 'Ops', [asha], { type: 'group' });
    const registry = createRegistry(bot.store, clock);
    await registry.addOperator({ id: 'sample', name: 'Sample' });
    await registry.bind({ chat: 'telegram:-4001', operator: 'sample' });
    await registry.subscribe({ chat: 'telegram:-4001', operator: 'sample' });
    const upgraded = emulator.migrate(group, -1004001);
    const sending = bot.running.courier?.send('telegram:-4001', said('alert'));
    await clock.advance(2000);
    expect(await sending).toMatchObject({ kind: 'sent' });
    await emulator.until(() => bot.finished() === 2);
    expect(shown(upgraded)).toEqual(['alert']);
    const moved = [{ chat: 'telegram:-1004001', operator: 'sample' }];
    expect([await registry.bindings('all'), await registry.subscriptions('all')]).toEqual([moved, moved]);
    expect(bot.audited.map(({ what, about }) => [what, about])).toContainEqual([
      'chat moved',
      'telegram:-1004001',
    ]);
  });
});
