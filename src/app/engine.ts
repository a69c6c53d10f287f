import { commands } from '../commands/index.ts';
import type { ChatId } from '../core/access/policy.ts';
import type { AdapterPorts } from '../core/chat/adapter.ts';
import type { AuditEntry } from '../core/store.ts';
import type { Millis } from '../core/time/clock.ts';
import type { InvitationLinks } from '../engine/access/invitations.ts';
import { createRegistry } from '../engine/access/registry.ts';
import { type AlertPorts, type Alerts, createAlerts } from '../engine/alerts/alerts.ts';
import { createAnswer } from '../engine/answer/answer.ts';
import { createInbox } from '../engine/chat/inbox.ts';
import { moveChat } from '../engine/chat/move-chat.ts';
import { createTickets } from '../engine/chat/tickets.ts';
import { createReadings } from '../engine/readings/readings.ts';
import { rules } from '../rules/index.ts';
import type { Realms } from './realms.ts';
import { withSampleHeading } from './sample-heading.ts';

/** How long all calls of the monitor to one connection may take. */
const pollDeadline: Millis = 15_000;

export interface EngineParts
  extends Omit<AlertPorts, 'rules' | 'directory' | 'readings' | 'deadline' | 'moveChat' | 'dress'>,
    Pick<Realms, 'access' | 'directory'> {
  readonly inviteLinks?: InvitationLinks;
  /** Whether the replies in a chat are made from sandbox data; by default none are. */
  readonly isSample?: (chat: ChatId) => boolean;
  /** How long a provider response is cached. */
  readonly cache: Millis;
}

/** The platform-neutral part of the bot: the alerts, and the ports that adapters use. */
export interface Engine {
  readonly alerts: Alerts;
  readonly ports: Omit<AdapterPorts, 'routes' | 'egress'>;
}

export function createEngine(parts: EngineParts): Engine {
  const { store, access, directory, clock, log, reader, isSample = () => false } = parts;
  const readings = createReadings({ clock, log, cache: parts.cache });
  const alerts = createAlerts({
    ...parts,
    rules,
    readings,
    deadline: pollDeadline,
    moveChat: (from, to) => moveChat(store, from, to),
    dress: (chat, reply) => (isSample(chat) ? withSampleHeading(reply) : reply),
  });
  const audit = (entry: AuditEntry) => store.audit.append(entry);
  const answer = createAnswer({
    commands,
    clock,
    log,
    reader,
    access,
    directory,
    readings,
    alerts: alerts.service,
    audit,
    registry: createRegistry(store, clock, parts.inviteLinks),
    records: store.audit,
  });
  return {
    alerts,
    ports: {
      async answer(line, onProgress) {
        const reply = await answer(line, onProgress);
        return isSample(line.chat.id) ? withSampleHeading(reply) : reply;
      },
      inbox: createInbox(store, clock),
      tickets: createTickets(store, clock),
      audit,
      moveChat: alerts.moveChat,
      clock,
      log,
      reader,
      commands,
    },
  };
}
