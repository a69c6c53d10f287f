import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  renderSingleText,
  renderSlackMessage as renderSlack,
} from '../../../adapters/slack/render/render.ts';
import { renderTelegramMessage as renderTelegram } from '../../../adapters/telegram/render/render.ts';
import { renderPost } from '../../../src/core/alerts/cards.ts';
import { noIncident } from '../../../src/core/alerts/incident.ts';
import type { Post } from '../../../src/core/alerts/post.ts';
import type { IncidentRecord } from '../../../src/core/alerts/records.ts';
import { maxIncidentsPerMessage } from '../../../src/core/alerts/records.ts';
import { shortId } from '../../../src/core/alerts/short-id.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import type { Decimal } from '../../../src/core/money/decimal.ts';
import { money } from '../../../src/core/money/money.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { displayWidth } from '../../../src/core/reply/width.ts';
import { plain } from '../../commands/plain.ts';
import { checkMessage } from '../../emulators/slack/message.ts';
import { reader } from '../../engine/alerts/world.ts';

const at = Date.UTC(2026, 10, 20, 6, 30);

type Level = 'warn' | 'critical' | 'acknowledged' | 'over' | 'past' | 'balance';

function incidentOf(name: string, level: Level, index: number): IncidentRecord {
  return {
    operator: 'acme',
    connection: 'bank',
    rule: 'low-limit',
    title: 'Low limit',
    subject: name,
    called: [{ kind: 'identifier', of: 'name', text: name }],
    incident: {
      ...noIncident,
      state: level === 'over' ? 'resolved' : level === 'acknowledged' ? 'acknowledged' : 'firing',
      level: level === 'critical' ? 'critical' : 'warn',
      episode: level === 'past' ? 2 : 1,
      firedAt: at,
      holder: { principal: 'red:7', name: 'Asha', at },
    },
    facts: {
      asOf: at,
      left: money(String(index % 90) as Decimal, 'INR'),
      ...(level !== 'balance' && { limit: money('1000' as Decimal, 'INR') }),
    },
    trend: [],
    id: shortId(index),
    posts: [],
    revision: 1,
  };
}

/** A digest with every note that may be added to it. */
function digest(names: readonly string[], level: (index: number) => Level): Reply {
  const records = names.map((name, index) => incidentOf(name, level(index), 2_000 + index));
  const post: Post = {
    state: 'queued',
    due: at,
    chat: 'red:1',
    operator: 'acme',
    kind: 'late',
    seq: 1,
    at,
    members: records.map(({ id = '', subject }) => ({ key: subject, episode: 1, id })),
    redirectedFrom: { chat: 'telegram:-1001234567890123', why: 'forbidden' },
    maybeSent: true,
    oneShot: false,
    plainTextOnly: false,
    wantedVersion: 1,
    pendingNotices: [],
    attempts: 0,
    ambiguousSends: 0,
    repostCount: 0,
    triedChats: [],
  };
  return renderPost({ post, members: records, reader, redacted: false });
}

const listed = (shown: string) => new Set(shown.match(/\b[A-Z][1-9]\d{0,2}\b/g));
const wantedIds = (count: number) => Array.from({ length: count }, (_, index) => shortId(2_000 + index));

/** Returns the text shown by each platform; throws if a platform would not accept the whole message. */
function shownBy(reply: Reply): readonly string[] {
  const telegram = renderTelegram(reply, reader);
  if (telegram.kind !== 'text') throw new Error('no text');
  expect(telegram.text.length).toBeLessThanOrEqual(4096);
  expect(telegram.entities.length).toBeLessThanOrEqual(100);
  const { text, blocks = [] } = renderSlack(reply, reader);
  const quiet = { mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false };
  const checked = checkMessage({ text, blocks, ...quiet }, [], 4_000);
  if (checked.kind === 'refused') throw new Error(checked.faults.join());
  return [telegram.text, checked.message.shown.join('\n')];
}

describe('the digest of a storm', () => {
  it('lists every incident in a row that fits on a phone, the critical ones first', () => {
    const levels: readonly Level[] = ['warn', 'critical', 'acknowledged', 'over', 'past', 'balance'];
    const names = Array.from({ length: 6 }, (_, index) => `shop${index}@bank`);
    const shown = plain(
      digest(names, (index) => levels[index] ?? 'warn'),
      reader,
    ).split('\n');
    expect(shown.slice(1, 10)).toEqual([
      '# 6 alerts: 1 critical, 3 open, 2 over',
      'Critical:',
      'V85  shop1@bank     2%',
      'Open:',
      'V84  shop0@bank     2%',
      'V86* shop2@bank     2%',
      'V89  shop5@bank ₹25.00',
      '* acknowledged',
      'Over: V87, V88',
    ]);
  });

  it.each([
    '₹€中文🙂👨‍👩‍👧'.repeat(20),
    'user12345@okbank',
    '98765 43210 main',
    '&<>"\'@here'.repeat(9),
    'a\u0300\u0301\u0302'.repeat(30),
  ])('is one message on each platform for accounts named %s', (name) => {
    const reply = digest(
      Array.from({ length: maxIncidentsPerMessage }, (_, index) => `${index}${name}`),
      (index) => (index % 3 === 0 ? 'critical' : 'balance'),
    );
    for (const shown of shownBy(reply)) {
      expect(shown).not.toContain(deliveryText.cut);
      expect(wantedIds(maxIncidentsPerMessage).filter((id) => !listed(shown).has(id))).toEqual([]);
    }
    for (const block of reply.blocks) {
      const lines = block.kind === 'code' ? block.text.split('\n') : [];
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(34);
    }
  });

  it('is complete in Slack without its blocks, too', () => {
    const names = Array.from({ length: maxIncidentsPerMessage }, (_, index) => `merchant${index}@okbank`);
    const { text } = renderSingleText(
      digest(names, () => 'warn'),
      reader,
    );
    expect(text).not.toContain(deliveryText.cut);
    expect(wantedIds(maxIncidentsPerMessage).filter((id) => !listed(text).has(id))).toEqual([]);
    expect(text.length).toBeLessThan(4_000);
  });

  it('is one message for random names', () => {
    const names = fc.array(fc.string({ unit: 'binary', maxLength: 80 }), {
      minLength: 2,
      maxLength: maxIncidentsPerMessage,
    });
    const levels = fc.constantFrom<Level[]>('warn', 'critical', 'acknowledged', 'over', 'past', 'balance');
    fc.assert(
      fc.property(names, fc.array(levels, { minLength: 1 }), (accounts, kinds) => {
        const reply = digest(accounts, (index) => kinds[index % kinds.length] ?? 'warn');
        for (const shown of shownBy(reply)) {
          expect(shown).not.toContain(deliveryText.cut);
          expect(wantedIds(accounts.length).filter((id) => !shown.includes(id))).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('that does not fit into one message counts the incidents that are left out', () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `shop${index}@bank`);
    const reply = digest(names, () => 'warn');
    for (const shown of shownBy(reply)) {
      const [, more = ''] = /And ([\d,]+) more: \/alerts list shows all\./.exec(shown) ?? [];
      expect(wantedIds(1_200).filter((id) => listed(shown).has(id))).toHaveLength(
        1_200 - Number(more.replace(',', '')),
      );
      expect(Number(more.replace(',', ''))).toBeGreaterThan(0);
    }
  });
});
