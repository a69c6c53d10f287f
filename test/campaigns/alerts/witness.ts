import type { ChatId } from '../../../src/core/access/policy.ts';
import type { IncidentRecord } from '../../../src/core/alerts/records.ts';
import type { Call as SlackCall } from '../../emulators/slack/index.ts';
import type { Call as TelegramCall } from '../../emulators/telegram/index.ts';
import type { Platforms } from '../../engine/alerts/platforms.ts';
import { slackChat, telegramChat, type Weather } from './weather.ts';

/** An alert that another chat received because its own chat was dead. */
export interface ReroutedAlert {
  readonly id: string;
  readonly chat: ChatId;
  readonly by: ChatId;
  /** Time of the refusal, or, if the chat was known to be dead, the time at which the alert fired. */
  readonly from: number;
  readonly at: number;
}

/** One alert, and the chats that received it. */
interface Alert {
  readonly id: string;
  /** Part of the account's name, unique to it. */
  readonly tag: string;
  readonly operator: string;
  readonly firedAt: number;
  /** Chats that received it, and chats that another one replaced. */
  readonly reached: Set<ChatId>;
  readAt?: number;
}

/** A message sent to a chat. */
interface Written {
  readonly chat: ChatId;
  readonly text: string;
  readonly at: number;
  readonly isNew: boolean;
  readonly outcome: string;
}

const deadAnswers = /^(?:403|is_archived|not_in_channel|channel_not_found)$/;

/** Reads all messages accepted by the platforms and records which chats received which alerts. */
export function createWitness({ telegram, slack, clock }: Platforms, { rootOf }: Weather) {
  const alerts = new Map<string, Alert>();
  /** Time of the first refusal of alerts that no other chat has received yet, by chat and alert. */
  const refused = new Map<string, number>();
  const rerouted: ReroutedAlert[] = [];
  /** Time since which a chat is known to be dead. */
  const deadSince = new Map<ChatId, number>();
  /** Messages rejected by a platform without an injected failure. */
  const misfits = new Set<string>();
  let calls = 0;

  function newAlerts(incidents: readonly IncidentRecord[]): void {
    for (const { id, operator, incident, called } of incidents) {
      if (id === undefined || alerts.has(id) || incident.firedAt === undefined) continue;
      const tag = /acct\d+x\d+/.exec(called.map(({ text }) => text).join())?.[0] ?? '';
      alerts.set(id, { id, tag, operator, firedAt: incident.firedAt, reached: new Set() });
    }
  }

  /** The alerts contained in a text together with their accounts. */
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
      alert.reached.add(rootOf(chat));
      alert.readAt ??= at;
      if (instead === undefined || lost === undefined) continue;
      const key = `${instead} ${alert.id}`;
      const isDead = !text.includes('delivery could not be confirmed');
      if (isDead && (refused.has(key) || !alert.reached.has(instead))) {
        const known = Math.max(alert.firedAt, deadSince.get(instead) ?? alert.firedAt);
        const from = refused.get(key) ?? known;
        rerouted.push({ id: alert.id, chat: lost as ChatId, by: chat, from, at });
      }
      refused.delete(key);
      alert.reached.add(instead);
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
    /** Processes all calls since the last time. */
    observe(incidents: readonly IncidentRecord[]): void {
      newAlerts(incidents);
      const made = [telegram.calls, slack.calls] as [TelegramCall[], SlackCall[]];
      const written = [...made[0].flatMap(ofTelegram), ...made[1].flatMap(ofSlack)];
      calls += written.length;
      // At equal times the refusal was before the message that replaced it.
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
      // The calls of several days would not fit into memory.
      for (const list of [...made, telegram.transcript, slack.refused as unknown[]]) list.length = 0;
    },
    misfits: () => [...misfits],
    /** Alerts that no chat received. */
    lost: () => [...alerts.values()].filter(({ reached }) => reached.size === 0).map(({ id }) => id),
    /** Alerts per chat that neither the chat nor a replacing one received. */
    unreached: (chatsOf: (operator: string) => readonly ChatId[]) =>
      [...alerts.values()].flatMap(({ id, operator, reached }) =>
        chatsOf(operator).flatMap((chat) => (reached.has(chat) ? [] : [`${id} in ${chat}`])),
      ),
    rerouted: (): readonly ReroutedAlert[] => rerouted,
    /** Alerts refused by a dead chat that no other chat received. */
    undelivered: () => [...refused.keys()],
    /** Time from firing to the first message, per alert. */
    delays: () =>
      [...alerts.values()].flatMap(({ readAt, firedAt }) => (readAt === undefined ? [] : readAt - firedAt)),
  };
}
