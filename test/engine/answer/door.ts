import type { Binding, Chat, Grant, Role } from '../../../src/core/access/policy.ts';
import type { AnswerPort, Line } from '../../../src/core/chat/line.ts';
import type { Command } from '../../../src/core/command/command.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Decimal } from '../../../src/core/money/decimal.ts';
import { money } from '../../../src/core/money/money.ts';
import type { Connection } from '../../../src/core/provider/provider.ts';
import { amount, identifier, reply, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { AuditEntry } from '../../../src/core/store.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createAnswer } from '../../../src/engine/answer/answer.ts';
import type { AnswerPorts } from '../../../src/engine/answer/ports.ts';
import { createReadings, type OpenConnection } from '../../../src/engine/readings/readings.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { fakeCommands, type Ran } from './commands.ts';

export const asker = 'chat:7';
export const alone: Chat = { id: 'chat:7', kind: 'private' };
export const group: Chat = { id: 'chat:-9', kind: 'group' };

/** The one door over hand-made ports. Grants, bindings and connections may be changed at any time. */
export interface Door {
  readonly answer: AnswerPort;
  readonly clock: FakeClock;
  readonly grants: Grant[];
  readonly bindings: Binding[];
  readonly connections: OpenConnection[];
  /** The events in order: `audit <what> <decision>`, and those that the test commands push. */
  readonly events: string[];
  readonly audited: AuditEntry[];
  readonly logged: string[];
  readonly admins: Set<string>;
  /** Sends a line from the asker, by default in a private chat. */
  say(text: string, more?: Partial<Line>): ReturnType<AnswerPort>;
}

export function openDoor(commands: readonly Command[], more: Partial<AnswerPorts> = {}): Door {
  const clock = createFakeClock();
  const [grants, bindings, connections]: [Grant[], Binding[], OpenConnection[]] = [[], [], []];
  const [events, audited, logged]: [string[], AuditEntry[], string[]] = [[], [], []];
  const admins = new Set<string>();
  const store = createMemoryStore();
  const record = (event: string, fields = {}) => void logged.push(JSON.stringify({ event, ...fields }));
  const log: Log = { debug: record, info: record, warn: record, error: record };

  const answer = createAnswer({
    commands,
    clock,
    log,
    reader: { locale: 'en-IN', timeZone: 'Asia/Kolkata' },
    access: {
      question: async (principal, chat) => ({
        grants: grants.filter((grant) => grant.principal === principal),
        bindings: bindings.filter((binding) => binding.chat === chat.id),
        isAdmin: admins.has(principal),
      }),
    },
    directory: {
      open: async (operators) => connections.filter(({ operator }) => operators.includes(operator.id)),
    },
    readings: createReadings({ clock, log }),
    audit: async (entry) => {
      audited.push(entry);
      events.push(`audit ${entry.what} ${entry.decision}`);
    },
    registry: createRegistry(store, clock),
    records: store.audit,
    newIncident: () => 'c0ffee',
    ...more,
  });

  return {
    answer,
    clock,
    grants,
    bindings,
    connections,
    events,
    audited,
    logged,
    admins,
    say: (text, line = {}) => answer({ principal: asker, chat: alone, text, origin: 'typed', ...line }),
  };
}

export function grantOf(operator: string, role: Role = 'viewer', more: Partial<Grant> = {}): Grant {
  return { principal: asker, operator, role, ...more };
}

/** The reply of every command of a usual door: an account number and an amount. */
export const figure = reply('One account.', [
  text([identifier('account', '123456789'), ' ', amount(money('700.00' as Decimal, 'INR'))]),
]);

/** A door whose asker may see `op-a`, and the runs of its commands. */
export function usualDoor(answerWith: (ran: Ran, door: Door) => Promise<Reply> | Reply = () => figure) {
  const runs: Ran[] = [];
  const commands = fakeCommands((ran) => {
    runs.push(ran);
    door.events.push(`run ${ran.name}`);
    return answerWith(ran, door);
  });
  const door = openDoor(commands);
  door.grants.push(grantOf('op-a'));
  return { ...door, runs };
}

/** A connection with these capabilities. */
export function connect(operator: string, id: string, can: Connection['can'] = {}): OpenConnection {
  return {
    operator: { id: operator, name: operator },
    id,
    provider: 'bank',
    fingerprint: 'f1',
    connection: { can, timeZone: 'Asia/Kolkata', lacks: [] },
  };
}
