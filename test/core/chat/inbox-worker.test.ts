import { beforeEach, describe, expect, it } from 'vitest';
import { yieldToEventLoop } from '../../../src/core/async/yield.ts';
import type { InboundMessage, Inbox, Unfinished } from '../../../src/core/chat/inbox.ts';
import {
  type AnswerOutcome,
  createInboxWorker,
  type InboxJob,
  type InboxWorkerOptions,
} from '../../../src/core/chat/inbox-worker.ts';

/** The calls to the inbox and the answers, in order. */
let events: string[];
let logged: string[];
let left: Unfinished[];
let failing: Set<string>;

const inbox: Inbox = {
  receive: async (messages) => {
    if (failing.has('receive')) throw new Error('disk full');
    events.push(`store ${messages.map(({ id }) => id).join(' ')}`);
    return messages;
  },
  markAnswering: async (id) => {
    if (failing.has('mark')) throw new Error('disk full');
    events.push(`mark ${id}`);
  },
  finish: async (id) => {
    if (failing.has('finish')) throw new Error('disk full');
    events.push(`finish ${id}`);
  },
  unfinished: async () => left,
};

const message = (id: string, orderingKey = 'chat'): InboundMessage => ({
  id,
  orderingKey,
  at: 0,
  body: '{}',
});

const record = (event: string) => void logged.push(event);

function openWorker(
  answer: (job: InboxJob<string>) => Promise<AnswerOutcome>,
  options: Partial<InboxWorkerOptions<string>> = {},
) {
  const log = { debug: record, info: record, warn: record, error: record };
  return createInboxWorker<string>({ adapter: 'x', inbox, log, answer, ...options });
}

/** Answers at once. */
const sendAtOnce = async ({ id, onBeforeSend }: InboxJob<string>): Promise<AnswerOutcome> => {
  await onBeforeSend();
  events.push(`send ${id}`);
  return 'sent';
};

beforeEach(() => {
  events = [];
  logged = [];
  left = [];
  failing = new Set();
});

describe('the inbox worker', () => {
  it('stores a message, marks it before its answer is sent, and then finishes it', async () => {
    const worker = openWorker(sendAtOnce);
    for (const stored of await worker.receive([message('1')])) worker.enqueue(stored);
    await worker.idle();
    expect(events).toEqual(['store 1', 'mark 1', 'send 1', 'finish 1']);
  });

  it('rejects, and answers nothing, if a message cannot be stored', async () => {
    failing.add('receive');
    const worker = openWorker(sendAtOnce);
    await expect(worker.receive([message('1')])).rejects.toThrow('disk full');
    await worker.idle();
    expect(events).toEqual([]);
  });

  it('answers messages of one chat in order and those of other chats meanwhile', async () => {
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worker = openWorker(async (job) => {
      if (job.id === 'a1') await blocked;
      return sendAtOnce(job);
    });
    worker.enqueue(message('a1', 'a'));
    worker.enqueue(message('a2', 'a'));
    worker.enqueue(message('b1', 'b'));
    await yieldToEventLoop();
    release();
    await worker.idle();
    expect(events.filter((event) => event.startsWith('send'))).toEqual(['send b1', 'send a1', 'send a2']);
  });

  it.each<[AnswerOutcome, readonly string[]]>([
    ['sent', ['finish 1']],
    ['undeliverable', ['finish 1']],
    ['unsent', []],
  ])('after the outcome %s records %j', async (outcome, expected) => {
    const worker = openWorker(async () => outcome);
    worker.enqueue(message('1'));
    await worker.idle();
    expect(events).toEqual(expected);
  });

  it('leaves a message whose answer throws in the inbox, and answers the next one', async () => {
    const worker = openWorker(async (job) => {
      if (job.id === '1') throw new TypeError('broken');
      return sendAtOnce(job);
    });
    worker.enqueue(message('1'));
    worker.enqueue(message('2'));
    await worker.idle();
    expect(events).toEqual(['mark 2', 'send 2', 'finish 2']);
    expect(logged).toEqual(['delivery failed']);
  });

  it.each(['mark', 'finish'])('sends the answer even if the inbox fails to %s', async (what) => {
    failing.add(what);
    const worker = openWorker(sendAtOnce);
    worker.enqueue(message('1'));
    await worker.idle();
    expect(events).toContain('send 1');
    expect(logged).toEqual(['inbox not written']);
  });

  it('resumes the messages of an earlier process, with what is known of their answers', async () => {
    left = [
      { ...message('1'), maybeAnswered: true },
      { ...message('2'), maybeAnswered: false },
    ];
    const jobs: (readonly [string, boolean, string | undefined])[] = [];
    const worker = openWorker(async ({ id, maybeAnswered, context }) => {
      jobs.push([id, maybeAnswered, context]);
      return 'sent';
    });
    await worker.resume();
    worker.enqueue(message('3'), 'a response url');
    await worker.idle();
    expect(jobs).toEqual([
      ['1', true, undefined],
      ['2', false, undefined],
      ['3', false, 'a response url'],
    ]);
  });

  it('has room again when fewer messages than the maximum are queued', async () => {
    const releases: (() => void)[] = [];
    const answer = () => new Promise<AnswerOutcome>((resolve) => releases.push(() => resolve('sent')));
    const worker = openWorker(answer, { maxQueued: 2 });
    worker.enqueue(message('1', 'a'));
    await worker.room();
    worker.enqueue(message('2', 'b'));
    let hasRoom = false;
    const room = worker.room().then(() => {
      hasRoom = true;
    });
    await yieldToEventLoop();
    expect(hasRoom).toBe(false);
    releases[0]?.();
    await room;
    releases[1]?.();
    await worker.idle();
  });
});
