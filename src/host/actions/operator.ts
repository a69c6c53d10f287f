import * as z from 'zod';
import { actionFields, defineAction, done, refused, unknownOperator } from '../action.ts';
import { cliCommand } from '../text.ts';

const nameFault = 'A name has 1 to 64 characters, on one line.';

export const operatorAdd = defineAction({
  name: 'operator add',
  input: z.object({ id: actionFields.id, name: z.string().regex(/^\P{C}{1,64}$/u, nameFault) }),
  about: (operator) => operator.id,
  async run(operator, { registry }) {
    const outcome = await registry.addOperator(operator);
    if (outcome === 'exists')
      return refused(`Operator ${operator.id} exists already: choose another id, or remove it first.`);
    return done(
      `Operator ${operator.id} (${operator.name}) added.`,
      `Next: ${cliCommand} connection add ${operator.id} <provider>`,
    );
  },
});

export const operatorList = defineAction({
  name: 'operator list',
  input: z.object({}),
  async run(_, { registry }) {
    const operators = await registry.operators();
    if (operators.length === 0)
      return done(`No operators yet: ${cliCommand} operator add <id> --name "<name>"`);
    return done(...operators.map((operator) => `${operator.id}  ${operator.name}`));
  },
});

export const operatorRemove = defineAction({
  name: 'operator remove',
  input: z.object({ id: actionFields.id }),
  about: (operator) => operator.id,
  async run({ id: operator }, { registry }) {
    const outcome = await registry.removeOperator(operator);
    switch (outcome.kind) {
      case 'removed':
        return done(`Operator ${operator} removed.`);
      case 'unknown':
        return unknownOperator(operator);
      case 'in-use': {
        const users = Object.entries(outcome.use)
          .filter(([, count]) => count > 0)
          .map(([kind, count]) => `${count} ${count === 1 ? kind.slice(0, -1) : kind}`);
        return refused(`Operator ${operator} is used by ${users.join(', ')}: remove those first.`);
      }
    }
  },
});

export const operatorActions = [operatorAdd, operatorList, operatorRemove];
