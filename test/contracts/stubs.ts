import type { HttpAnswer, HttpPort, HttpRequest } from '../../src/core/provider/provider.ts';
import type { Case, CaseBook, Exchange } from './cases.ts';

/** The origin that stub ports answer for. No server listens there. */
export const originOfStubs = 'https://provider.test';

/** Creates a port that answers like a case, with every body changed by `change`. Honours `again` like the real port. */
export function stubPort(theCase: Case, book: CaseBook, change: (body: string) => string): HttpPort {
  return portOf(theCase, book, (exchange) => ({
    status: exchange.status ?? 200,
    headers: lowerNames(exchange.headers ?? {}),
    body: change(book.bodyOf(exchange).toString('utf8')),
  }));
}

/** Creates ports that repeat the request in their answers, in several error shapes and with several statuses. */
export function echoPort(theCase: Case, book: CaseBook): readonly HttpPort[] {
  return [200, 400, 401, 403, 404, 429, 500].flatMap((status) =>
    shapes.map((shape): HttpPort => {
      return portOf(theCase, book, (_, request) => {
        return { status, headers: { 'retry-after': '1' }, body: shape(echoed(request)) };
      });
    }),
  );
}

const shapes: readonly ((words: string) => string)[] = [
  (words) => words,
  (message) => JSON.stringify({ status: 'error', message }),
  (message) => JSON.stringify({ error: { code: 'BAD_REQUEST', name: 'BadRequestError', message } }),
  (message) => JSON.stringify({ TRANSACTION: { TRANSACTIONSTATUS: '400', MESSAGE: message } }),
];

/** Quotes the values of the headers and of the body, as a provider's error message might. */
function echoed({ headers = {}, body = '' }: HttpRequest): string {
  const values = [...Object.values(headers), ...body.split(/["&=,{}:]+/).map(decode)];
  return `Invalid: ${values
    .filter((value) => value.length >= 6)
    .join(' ')
    .slice(0, 180)}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function portOf(
  theCase: Case,
  book: CaseBook,
  answerOf: (exchange: Exchange, request: HttpRequest) => HttpAnswer,
): HttpPort {
  const asked = new Map<Exchange, number>();
  return {
    async send(request) {
      const matching = theCase.exchanges.filter((exchange) => {
        const { method, path } = book.requestOf(exchange);
        return method === request.method && `${originOfStubs}${path}` === request.url;
      });
      const exchange = matching.find((one) => !asked.has(one)) ?? matching.at(-1);
      if (exchange === undefined) return { status: 404, headers: {}, body: '{}' };
      asked.set(exchange, (asked.get(exchange) ?? 0) + 1);
      const answer = answerOf(exchange, request);
      return request.again?.(answer) === true ? answerOf(exchange, request) : answer;
    },
  };
}

function lowerNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Returns the paths of numbers in a reading that are not finite, and of amounts that are not decimals. */
export function badNumbers(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === 'amount' && !/^-?\d{1,20}(\.\d{1,12})?$/.test(String(part))) return [`${path}.${key}`];
    return badNumbers(part, `${path}.${key}`);
  });
}
