import { commands } from '../../src/commands/index.ts';
import type { ChatId, Principal } from '../../src/core/access/policy.ts';
import { ProviderError } from '../../src/core/errors/errors.ts';
import type { Source } from '../../src/core/figures/source.ts';
import type { Connection, Reading } from '../../src/core/provider/provider.ts';
import type { OpenConnection } from '../../src/engine/readings/readings.ts';
import { type Door, openDoor } from '../engine/answer/door.ts';
import { sampleSources } from '../fakes/books.ts';
import { largeSources } from '../fakes/large.ts';

/** The user: with a grant for the sample operator, with one for the large operator, or without grants. */
export type Speaker = 'asker' | 'keeper' | 'stranger';

/** The chat: private, a group that is bound to the sample operator, or a group without bindings. */
export type Place = 'private' | 'bound' | 'unbound';

/** A line that is sent, or a pressed button of the last answer. */
export type Step = { readonly by: Speaker; readonly in: Place } & (
  | { readonly send: string }
  | { readonly press: string }
);

const say = (place: Place, ...lines: readonly string[]): readonly Step[] =>
  lines.map((send) => ({ by: 'asker', in: place, send }));

/**
 * A conversation for every chat platform: every command, pages, buttons, errors, and groups with and without a binding.
 */
export const conversation: readonly Step[] = [
  ...say(
    'private',
    '/start',
    '/help',
    '/help balance',
    '/whoami',
    '/balance',
    '/accounts',
    '/accounts inactive',
  ),
  ...say('private', '/summary', '/summary 31-12-2023 c_date', '/wallets', '/wallets usd', '/wallet 101'),
  ...say(
    'private',
    '/balanse',
    '/summary 31-02-2023',
    '/summary last week',
    '/wallet',
    '/balance "open',
    '/wallet 999',
  ),
  ...say('private', '/frobnicate'),
  { by: 'asker', in: 'private', press: '/help' },
  { by: 'keeper', in: 'private', send: '/accounts active' },
  { by: 'keeper', in: 'private', press: 'Next ›' },
  { by: 'keeper', in: 'private', press: 'Next ›' },
  { by: 'keeper', in: 'private', press: '‹ Previous' },
  { by: 'keeper', in: 'private', send: '/accounts active page 99' },
  { by: 'keeper', in: 'private', send: '/balance merchant007@bank' },
  ...say('bound', '/balance', '/balance share', '/accounts', '/operators'),
  ...say('unbound', '/balance', '/summary yesterday share'),
  { by: 'keeper', in: 'bound', send: '/balance' },
  { by: 'stranger', in: 'private', send: '/balance' },
  { by: 'stranger', in: 'bound', send: '/balance share' },
  { by: 'stranger', in: 'private', send: '/start' },
];

/** The platform's ids of the users and of the bound group. */
export interface Names {
  readonly asker: Principal;
  readonly keeper: Principal;
  readonly bound: ChatId;
}

/** The answer port over the figures of the provider documents, with grants for these users. */
export function openConversation({ asker, keeper, bound }: Names): Door {
  const door = openDoor(commands);
  door.grants.push({ principal: asker, operator: 'sample', role: 'viewer' });
  door.grants.push({ principal: keeper, operator: 'large', role: 'viewer' });
  door.bindings.push({ chat: bound, operator: 'sample' });
  door.connections.push(...[...sampleSources(door.clock), ...largeSources(door.clock)].map(connectionOf));
  return door;
}

/** The connection of a source: its questions return the data or throw the error. */
function connectionOf({ operator, connection, can, currency, timeZone, lacks }: Source): OpenConnection {
  const questions = Object.entries(can).map(([capability, question]) => {
    const ask = async (query: never) => {
      const reading: Reading<unknown> = await (question as (query: never) => Promise<Reading<unknown>>)(
        query,
      );
      if (reading.kind === 'fail') throw new ProviderError(reading.fault.reason, reading.fault);
      return reading.data;
    };
    return [capability, ask];
  });
  return {
    operator,
    id: connection.id,
    provider: connection.provider,
    fingerprint: `${operator.id}/${connection.id}`,
    connection: {
      can: Object.fromEntries(questions) as Connection['can'],
      timeZone,
      lacks,
      ...(currency !== undefined && { currency }),
    },
  };
}
