import type { ChatId } from '../../../src/core/access/policy.ts';
import type { IncidentRecord } from '../../../src/core/alerts/records.ts';
import type { Call as SlackCall } from '../../emulators/slack/index.ts';
import type { Call as TelegramCall } from '../../emulators/telegram/index.ts';
import type { Platforms } from '../../engine/alerts/platforms.ts';
import { slackChat, telegramChat, type Weather } from './weather.ts';

/** An alert that was read elsewhere because its chat was dead. */
export interface Rerouted {
  readonly id: string;
  readonly chat: ChatId;
  readonly by: ChatId;
  /** When the chat refused it; where that was known before, when it fired or when it was found. */
  readonly from: number;
  readonly at: number;
}

/** One alert: what must be read, and in whose stead it was. */
interface Alert {
  readonly id: string;
  /** Stands in the name of its account, and of no other. */
  readonly tag: string;
  readonly operator: string;
  readonly firedAt: number;
  /** Chats where it was read, and those in whose stead it was read elsewhere. */
  readonly told: Set<ChatId>;
  readAt?: number;
}

/** What was written where. */
interface Written {
  readonly chat: ChatId;
  readonly text: string;
  readonly at: number;
  readonly isNew: boolean;
  readonly outcome: string;
}

const deadAnswers = /^(?:403|is_archived|not_in_channel|channel_not_found)$/;

/** Reads all that the platforms took, as their readers do, and remembers what was told to whom. */
export function createWitness({ telegram, slack, clock }: Platforms, { rootOf }: Weather) {
  const alerts = new Map<string, Alert>();
  /** When a dead chat first refused an alert that was read nowhere in its stead yet, by chat and alert. */
  const refused = new Map<string, number>();
  const rerouted: Rerouted[] = [];
  /** Since when chats have been known to be dead. */
  const deadSince = new Map<ChatId, number>();
  /** What a platform did not take as it was, though nobody had asked it to. */
  const misfits = new Set<string>();
  let calls = 0;

  function newAlerts(incidents: readonly IncidentRecord[]): void {
    for (const { id, operator, incident, called } of incidents) {
      if (id === undefined || alerts.has(id) || incident.firedAt === undefined) continue;
      const tag = /acct\d+x\d+/.exec(called.map(({ text }) => text).join())?.[0] ?? '';
      alerts.set(id, { id, tag, operator, firedAt: incident.firedAt, told: new Set() });
    }
  }

  /** The alerts that a text is about, each with its account. */
  function alertsIn(whole: string): readonly Alert[] {
    const text = whole.replaceAll(/fired again later, as [A-Z]\d+/g, '');
    return [...text.matchAll(/\b[A-Z][1-9]\d{0,2}\b/g)].flatMap(({ 0: id, index }) => {
      const alert = alerts.get(id);
      return alert !== undefined && text.slice(index, index + 200).includes(alert.tag) ? [alert] : [];
    });
  }

  function read({ chat, text, at }: Written): void {
    const [, lost] = /delivery to (\S+) failed/.exec(text) ?? [];
    const instead = lost === undefined ? undefined : rootOf(lost as ChatId);
    for (const alert of alertsIn(text)) {
      alert.told.add(rootOf(chat));
      alert.readAt ??= at;
      if (instead === undefined || lost === undefined) continue;
      const key = `${instead} ${alert.id}`;
      const isDead = !text.includes('delivery could not be confirmed');
      if (isDead && (refused.has(key) || !alert.told.has(instead))) {
        const known = Math.max(alert.firedAt, deadSince.get(instead) ?? alert.firedAt);
        const from = refused.get(key) ?? known;
        rerouted.push({ id: alert.id, chat: lost as ChatId, by: chat, from, at });
      }
      refused.delete(key);
      alert.told.add(instead);
    }
  }

  function refuse({ chat, text, at, isNew }: Written): void {
    if (!deadSince.has(rootOf(chat))) deadSince.set(rootOf(chat), at);
    if (!isNew) return;
    for (const { id } of alertsIn(text)) {
      const key = `${rootOf(chat)} ${id}`;
      if (!refused.has(key)) refused.set(key, at);
    }
  }

  const started = clock.now() - clock.mono();
  const ofTelegram = ({ method, given, at, outcome }: TelegramCall): readonly Written[] => {
    if (!/^(?:sendMessage|editMessageText)$/.test(method) || outcome === undefined) return [];
    const isNew = method === 'sendMessage' && given['reply_parameters'] === undefined;
    const chat = telegramChat(Number(given['chat_id']));
    return [{ chat, text: String(given['text']), at: started + at, isNew, outcome: String(outcome) }];
  };
  const ofSlack = ({ method, channel, args, at, outcome }: SlackCall): readonly Written[] => {
    if (!/^chat\.(?:postMessage|update)$/.test(method) || outcome === undefined) return [];
    const isNew = method === 'chat.postMessage' && args['thread_ts'] === undefined;
    const blocks = JSON.stringify(args['blocks'] ?? '').replaceAll('\\n', ' ');
    const text = `${String(args['text'])} ${blocks}`;
    return [{ chat: slackChat(channel), text, at, isNew, outcome }];
  };

  return {
    alerts: () => alerts.size,
    calls: () => calls,
    /** Takes note of everything since the last time. */
    look(incidents: readonly IncidentRecord[]): void {
      newAlerts(incidents);
      const made = [telegram.calls, slack.calls] as [TelegramCall[], SlackCall[]];
      const written = [...made[0].flatMap(ofTelegram), ...made[1].flatMap(ofSlack)];
      calls += written.length;
      // At the same moment a refusal came before what was made of it.
      const order = ({ outcome }: Written) => (deadAnswers.test(outcome) ? 0 : 1);
      for (const each of written.sort((a, b) => a.at - b.at || order(a) - order(b))) {
        if (deadAnswers.test(each.outcome)) refuse(each);
        if (each.outcome !== 'ok') continue;
        deadSince.delete(rootOf(each.chat));
        read(each);
      }
      for (const { outcome, said = '' } of made[0]) {
        if (outcome === 400 && !/upgraded to a supergroup|is not modified/.test(said)) misfits.add(said);
      }
      for (const { error } of slack.refused) if (!deadAnswers.test(error)) misfits.add(error);
      // Days of them would not fit into memory.
      for (const list of [...made, telegram.transcript, slack.refused as unknown[]]) list.length = 0;
    },
    misfits: () => [...misfits],
    /** Alerts that nobody read anywhere. */
    lost: () => [...alerts.values()].filter(({ told }) => told.size === 0).map(({ id }) => id),
    /** Chats that neither read an alert of theirs nor had another read it in their stead. */
    untold: (chatsOf: (operator: string) => readonly ChatId[]) =>
      [...alerts.values()].flatMap(({ id, operator, told }) =>
        chatsOf(operator).flatMap((chat) => (told.has(chat) ? [] : [`${id} in ${chat}`])),
      ),
    rerouted: (): readonly Rerouted[] => rerouted,
    /** What a dead chat refused and nobody read elsewhere. */
    stranded: () => [...refused.keys()],
    /** How long after it fired each alert was first read. */
    delays: () =>
      [...alerts.values()].flatMap(({ readAt, firedAt }) => (readAt === undefined ? [] : readAt - firedAt)),
  };
}
