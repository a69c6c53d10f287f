import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { incidentId } from './args.ts';
import { alertReplies, chooseOpen, sayReply } from './text.ts';

export const ackCommand = defineCommand({
  name: 'ack',
  aliases: ['acknowledge'],
  summary: 'Acknowledge an open alert, so that others see you have it',
  details: [
    'An acknowledged alert is not repeated. You are still notified when it becomes critical and when it clears.',
  ],
  examples: ['/ack', '/ack A7'],
  args: { id: incidentId() },
  need: () => ({ kind: 'role', role: 'manager' }),
  about: ({ id }) => id ?? '',
  async run({ id }, { alerts, access, principal, name, reader }) {
    const operators = new Set(access.operators.keys());
    if (id === undefined) return chooseOpen(await alerts.open(operators), 'ack', reader);
    const outcome = await alerts.acknowledge(id, { principal, name }, operators);
    switch (outcome.kind) {
      case 'done':
        return sayReply(alertReplies.held(outcome.record), [renderLine('snooze', id, '2h')]);
      case 'held':
        return sayReply(
          outcome.by.principal === principal
            ? alertReplies.alreadyYours(outcome.record)
            : alertReplies.heldBy(outcome.record, outcome.by),
        );
      case 'over':
        return sayReply(alertReplies.over(outcome.record), [renderLine('alerts')]);
      case 'unknown':
        return sayReply(alertReplies.unknown(id), [renderLine('alerts')]);
    }
  },
});
