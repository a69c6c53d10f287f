import { afterEach, describe, expect, it } from 'vitest';
import type { SendResult } from '../../../src/core/chat/courier.ts';
import { text } from '../../../src/core/reply/build.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import type { Emulator } from '../../emulators/telegram/index.ts';
import { closeAll, said } from './bot.ts';
import { meet } from './meeting.ts';

afterEach(closeAll);

describe('a message that nobody asked for', () => {
  it('goes at one a second to a chat, and at twenty a minute to a group', async () => {
    const { bot, clock, emulator, asha, shown } = await meet();
    const group = emulator.group(-1001, 'Ops', [asha]);
    const courier = bot.running.courier;
    const outcomes = Array.from({ length: 45 }, (_, index) =>
      courier?.send('telegram:-1001', said(`alert ${index}`)),
    );
    for (let seconds = 0; seconds < 150; seconds++) await clock.advance(1000);
    expect((await Promise.all(outcomes)).every((outcome) => outcome?.kind === 'sent')).toBe(true);
    expect(shown(group)).toEqual(outcomes.map((_, index) => `alert ${index}`));
    expect(emulator.calls.every(({ outcome }) => outcome === undefined || outcome === 'ok')).toBe(true);
    expect(emulator.violations).toEqual([]);
  });

  it('is tried once, and tells what became of it', async () => {
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
    expect(await send()).toEqual({ kind: 'retry' });
    emulator.fault({ method: 'sendMessage', times: 1, how: { kind: 'drop', when: 'after' } });
    expect(await send()).toEqual({ kind: 'ambiguous' });
    refuse(403, 'Forbidden: user is deactivated');
    expect(await send()).toEqual({ kind: 'dead', why: 'gone' });
    refuse(400, 'Bad Request: chat not found');
    expect(await send()).toEqual({ kind: 'dead', why: 'gone' });
    refuse(400, 'Bad Request: CHAT_WRITE_FORBIDDEN');
    expect(await send()).toEqual({ kind: 'dead', why: 'forbidden' });
    refuse(400, 'Bad Request: MESSAGE_TOO_LONG');
    expect(await send()).toEqual({ kind: 'dead', why: 'unfit' });
    emulator.revoke(true);
    expect(await send()).toEqual({ kind: 'refused-token' });
    expect(bot.running.health?.().ready).toBe(false);
    emulator.revoke(false);
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(courier?.serves('slack:T1:C1')).toBe(false);
    expect(await courier?.send('slack:T1:C1', said('x'))).toEqual({ kind: 'dead', why: 'unfit' });
  });

  it('can be replaced, also by the same', async () => {
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
    expect(await edit('99', 'resolved')).toEqual({ kind: 'dead', why: 'unfit' });
    expect(shown()).toEqual(['resolved']);
  });

  it('answers the message that it follows, and stands alone where that one is gone', async () => {
    const { bot, clock, emulator, asha } = await meet();
    const group = emulator.group(-1001, 'Ops', [asha]);
    const { courier } = bot.running;
    const carry = async (sending: Promise<SendResult> | undefined) => {
      await clock.advance(2000);
      return sending;
    };
    await carry(courier?.send('telegram:-1001', said('firing')));
    const [card] = emulator.answers(group);
    await carry(courier?.replyTo?.('telegram:-1001', String(card?.id), said('held by Asha'), false));
    expect(await carry(courier?.replyTo?.('telegram:-1001', '999', said('all clear'), true))).toMatchObject({
      kind: 'sent',
    });
    expect(emulator.answers(group).map(({ text: each, replyTo }) => [each, replyTo])).toEqual([
      ['firing', undefined],
      ['held by Asha', card?.id],
      ['all clear', undefined],
    ]);
    const fail = (how: Parameters<Emulator['fault']>[0]['how']) =>
      emulator.fault({ method: 'sendMessage', times: 1, how });
    const follow = () => carry(courier?.replyTo?.('telegram:-1001', String(card?.id), said('again'), false));
    fail({ kind: 'refuse', code: 429, description: 'Too Many', parameters: { retry_after: 1 } });
    expect(await follow()).toEqual({ kind: 'wait', ms: 1000 });
    fail({ kind: 'drop', when: 'after' });
    expect(await follow()).toEqual({ kind: 'ambiguous' });
    expect(emulator.violations).toEqual([]);
  });

  it('is one message however much it says, with its buttons and what is missing, also when it is replaced', async () => {
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

  it('follows a group to its new id, whichever comes first', async () => {
    const { bot, clock, emulator, asha, shown } = await meet();
    const group = emulator.group(-4001, 'Ops', [asha], { type: 'group' });
    const registry = createRegistry(bot.store, clock);
    await registry.addOperator({ id: 'sample', name: 'Sample' });
    await registry.bind({ chat: 'telegram:-4001', operator: 'sample' });
    await registry.subscribe({ chat: 'telegram:-4001', operator: 'sample' });
    // The refusal comes before the service messages are read.
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
