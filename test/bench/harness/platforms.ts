import {
  operatorOf,
  type People,
  slackChannel,
  slackRequest,
  telegramId,
  telegramRequest,
  telegramUpdate,
} from './people.ts';
import type { PlatformStub } from './platform-stub.ts';
import { nameOf } from './provider-stub.ts';
import type { Trip } from './trips.ts';

/** A command of a user, and the check of its reply. */
export interface Question {
  readonly text: string;
  readonly isAnswer: (body: string, operator: number) => boolean;
}

/** Asks for all ten accounts, whose names are unique to their operator. */
export const balanceQuestion: Question = {
  text: '/balance',
  isAnswer: (body, operator) => body.includes(nameOf(operator, 0)) && body.includes(nameOf(operator, 9)),
};

interface TripOptions {
  readonly people: People;
  readonly platform: PlatformStub;
  readonly inFlight: number;
  readonly question?: Question;
}

/**
 * Rotates through all users: concurrent requests are of different operators, so that no two of them share an answer of the
 * provider.
 */
export function telegramTrip(options: TripOptions): Trip {
  const { question = balanceQuestion } = options;
  let update = 1_000;
  return tripOf(options, (person) => {
    update += 1;
    const request = telegramRequest(telegramUpdate(update, person, question.text));
    return { chat: String(telegramId(person)), request };
  });
}

export function slackTrip(options: TripOptions & { readonly origin: string }): Trip {
  const { question = balanceQuestion, origin } = options;
  const [command = '', ...words] = question.text.split(' ');
  let id = 1_000;
  return tripOf(options, (person) => {
    id += 1;
    return {
      chat: slackChannel(person),
      request: slackRequest(id, person, origin, words.join(' '), command),
    };
  });
}

function tripOf(
  { people, platform, inFlight, question = balanceQuestion }: TripOptions,
  ask: (person: number) => { readonly chat: string; readonly request: Buffer },
): Trip {
  const turns = new Array<number>(inFlight).fill(0);
  return async (caller, slot) => {
    const turn = turns[slot] ?? 0;
    turns[slot] = turn + 1;
    const person = (slot + inFlight * turn) % people.count;
    const { chat, request } = ask(person);
    const message = platform.message(chat);
    const { status, body } = await caller.call(request);
    if (status !== 200) throw new Error(`a call was answered ${status}: ${body.slice(0, 200)}`);
    const answer = await message;
    if (!question.isAnswer(answer, operatorOf(person, people))) {
      throw new Error(`this is no answer to ${question.text}: ${answer.slice(0, 400)}`);
    }
  };
}
