import { commands } from '../../src/commands/index.ts';
import type { Allowed } from '../../src/core/access/policy.ts';
import { defaultTiming } from '../../src/core/alerts/timing.ts';
import type { Progress } from '../../src/core/chat/line.ts';
import type { Command, Context } from '../../src/core/command/command.ts';
import type { Source } from '../../src/core/figures/source.ts';
import type { Reply } from '../../src/core/reply/types.ts';
import type { Store } from '../../src/core/store.ts';
import { createRegistry } from '../../src/engine/access/registry.ts';
import { createAlertService } from '../../src/engine/alerts/service.ts';
import { parseRequest } from '../../src/engine/answer/request.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { sampleSources } from '../fakes/books.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { plain } from './plain.ts';

/** One line asked of the commands, without an engine around them. */
export interface Asking {
  readonly clock?: FakeClock;
  readonly sources?: readonly Source[];
  readonly commands?: readonly Command[];
  readonly access?: Partial<Allowed>;
  readonly context?: Partial<Context>;
  /** The store of the registry and the alerts. When absent: a new one. */
  readonly store?: Store;
}

export interface Asked {
  readonly reply: Reply;
  /** The reply as text, one block after another. */
  readonly text: string;
  readonly progress: readonly Progress[];
}

export const indianReader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };

export async function ask(line: string, asking: Asking = {}): Promise<Asked> {
  const known = asking.commands ?? commands;
  const progress: Progress[] = [];
  const request = parseRequest(line, known, () => known);
  const reply =
    request.kind === 'reply'
      ? request.reply
      : await request.command.run(request.args, makeContext(request.line, asking, progress));
  return { reply, text: plain(reply, indianReader), progress };
}

export function makeContext(line: string, asking: Asking = {}, progress: Progress[] = []): Context {
  const clock = asking.clock ?? createFakeClock();
  const sources = asking.sources ?? sampleSources(clock);
  const operators = new Map(sources.map(({ operator }) => [operator.id, 'viewer' as const]));
  const principal = 'telegram:4711';
  const store = asking.store ?? createMemoryStore();
  return {
    principal,
    name: 'Asha',
    chat: { id: 'telegram:4711', kind: 'private' },
    access: {
      kind: 'allowed',
      operators,
      everywhere: false,
      audience: 'asker',
      grants: [...operators].map(([operator, role]) => ({ principal, operator, role })),
      bound: undefined,
      ...asking.access,
    },
    reader: indianReader,
    now: clock.now(),
    clock,
    sources,
    commands: (asking.commands ?? commands).filter(isForViewers),
    line,
    deadline: 20_000,
    signal: new AbortController().signal,
    registry: createRegistry(store, clock),
    alerts: createAlertService({ store, clock, timing: defaultTiming, wake: () => {}, refresh: () => {} }),
    records: store.audit,
    progress: (done, of) => progress.push({ done, of }),
    ...asking.context,
  };
}

/** Whether a user who is no admin is offered the command, as the engine would. */
function isForViewers({ args, need }: Command): boolean {
  const none = Object.entries(args).map(([name, { schema }]) => [name, schema.safeParse(undefined).data]);
  return need(Object.fromEntries(none)).kind !== 'administer';
}
