import { commands } from '../../src/commands/index.ts';
import type { ChatId, Principal } from '../../src/core/access/policy.ts';
import { ProviderError } from '../../src/core/errors/errors.ts';
import type { Source } from '../../src/core/figures/source.ts';
import type { Connection, Reading } from '../../src/core/provider/provider.ts';
import type { OpenConnection } from '../../src/engine/readings/readings.ts';
import { type Door, openDoor } from '../engine/answer/door.ts';
import { sampleSources } from '../fakes/books.ts';
import { largeSources } from '../fakes/large.ts';

/** Who speaks: granted the sample operator, granted the large one, or nobody. */
export type Speaker = 'asker' | 'keeper' | 'stranger';

/** Where: with the bot alone, in a group that the sample operator is bound to, or in one without any. */
export type Place = 'private' | 'bound' | 'unbound';

/** One thing said, or one button of the last answer pressed. */
export type Step = { readonly by: Speaker; readonly in: Place } & (
  | { readonly send: string }
  | { readonly press: string }
);

const say = (place: Place, ...lines: readonly string[]): readonly Step[] =>
  lines.map((send) => ({ by: 'asker', in: place, send }));

/**
 * One conversation that every chat platform must be able to hold: every command that exists, pages, buttons, errors,
 * and groups with and without a binding.
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

/** The names that a platform has for the speakers and for the bound group. */
export interface Names {
  readonly asker: Principal;
  readonly keeper: Principal;
  readonly bound: ChatId;
}

/** The one door over the documents' own figures, with these people let in. */
export function openConversation({ asker, keeper, bound }: Names): Door {
  const door = openDoor(commands);
  door.grants.push({ principal: asker, operator: 'sample', role: 'viewer' });
  door.grants.push({ principal: keeper, operator: 'large', role: 'viewer' });
  door.bindings.push({ chat: bound, operator: 'sample' });
  door.connections.push(...[...sampleSources(door.clock), ...largeSources(door.clock)].map(connectionOf));
  return door;
}

/** A source as the engine opens one: its questions give what was read, or throw. */
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
