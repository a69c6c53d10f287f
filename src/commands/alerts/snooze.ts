import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { incidentId, snoozeLength } from './args.ts';
import { alertReplies, chooseOpen, sayReply } from './text.ts';

export const snoozeCommand = defineCommand({
  name: 'snooze',
  summary: 'Silence an open alert for a while, 24 h at most',
  details: ['The snooze ends when the time is up, when the alert clears, or when it becomes critical.'],
  examples: ['/snooze', '/snooze A7 2h'],
  args: { id: incidentId(), length: snoozeLength() },
  need: () => ({ kind: 'role', role: 'manager' }),
  about: ({ id }) => id ?? '',
  async run({ id, length }, { alerts, access, principal, name, reader }) {
    const operators = new Set(access.operators.keys());
    if (id === undefined) return chooseOpen(await alerts.open(operators), 'snooze', reader);
    const outcome = await alerts.snooze(id, { principal, name }, length, operators);
    switch (outcome.kind) {
      case 'done':
        return sayReply(alertReplies.snoozed(outcome.record, reader), [renderLine('ack', id)]);
      case 'held':
        return sayReply(alertReplies.heldBy(outcome.record, outcome.by));
      case 'over':
        return sayReply(alertReplies.over(outcome.record), [renderLine('alerts')]);
      case 'unknown':
        return sayReply(alertReplies.unknown(id), [renderLine('alerts')]);
    }
  },
});
