import { createHash, hash } from 'node:crypto';
import { lazy } from '../../core/async/lazy.ts';
import { ProviderError } from '../../core/errors/errors.ts';
import type {
  Ask,
  HttpAnswer,
  HttpRequest,
  JsonPort,
  ProviderPorts,
  SummaryQuery,
} from '../../core/provider/provider.ts';
import { isObject } from '../../core/provider/wire.ts';
import { Secret } from '../../core/secret/secret.ts';
import { faultIn, type PayatomCredential } from './errors.ts';
import { readVerdict } from './wire.ts';

/**
 * The three documented questions, each giving a successful answer. They throw `WatchError`. Who names the print of an
 * answer that was well is given the same again unread.
 */
export interface Calls {
  status(apiKey: Secret, ask: Ask, known?: string): Promise<Said>;
  summary(apiKey: Secret, query: SummaryQuery, ask: Ask): Promise<Said>;
  limits(token: Secret, login: Login, ask: Ask, known?: string): Promise<Said>;
}

/** A successful answer. */
export interface Said {
  /** Of its whole text. */
  readonly print: () => string;
  /** Its JSON. */
  readonly value: () => unknown;
}

/** What goes into the question for P2P accounts beside the token. */
export interface Login {
  readonly email: string;
  readonly code: Secret;
}

/** A question as it is put. */
interface Put {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly credential: PayatomCredential;
  /** What no answer to it may repeat. */
  readonly hidden: readonly Secret[];
}

export function createCalls(baseUrl: string, { http, json, clock }: ProviderPorts): Calls {
  const statusUrl = `${baseUrl}/bot/api_v2/account_status.php`;
  const summaryUrl = `${baseUrl}/bot/api_v2/account_deposit.php`;
  const limitsUrl = `${baseUrl}/api/wallet_balance.php`;

  async function send(put: Put, ask: Ask, known?: string): Promise<Said> {
    const { method, url, headers, body, credential, hidden } = put;
    const read = createReader(json);
    const { signal, deadline } = ask;
    const isKnown = ({ status, body }: HttpAnswer) =>
      known !== undefined && status === 200 && read(body).print() === known;
    const again = (answer: HttpAnswer) =>
      answer.status === 200 && !isKnown(answer) && isCutShort(read(answer.body).parsed());
    const answer = await http.send({ method, url, headers, body, signal, deadline, again });
    const { print, parsed } = read(answer.body);
    const value = lazy(() => accepted(answer, parsed(), credential, hidden));
    if (!isKnown(answer)) value();
    return { print, value };
  }

  function accepted(
    answer: HttpAnswer,
    parsed: Parsed,
    credential: PayatomCredential,
    hidden: readonly Secret[],
  ) {
    const verdict = parsed.kind === 'json' && isObject(parsed.value) ? readVerdict(parsed.value) : undefined;
    const fault = faultIn(answer, verdict, credential, hidden, clock.now());
    if (fault !== undefined) throw fault;
    if (parsed.kind === 'fault') throw parsed.fault;
    if (verdict === undefined) throw new ProviderError('malformed', { looksLike: 'json' });
    return parsed.value;
  }

  return {
    status(apiKey, ask, known) {
      const headers = { 'api-key': apiKey.reveal() };
      const put: Put = { method: 'GET', url: statusUrl, headers, credential: 'apiKey', hidden: [apiKey] };
      return send(put, ask, known);
    },
    summary(apiKey, { account, dateType, day }, ask) {
      const headers = { 'api-key': apiKey.reveal(), 'content-type': 'application/json' };
      const body = JSON.stringify({ account_number: account, filter_date_type: dateType, filter_date: day });
      const hidden = [apiKey];
      return send({ method: 'POST', url: summaryUrl, headers, body, credential: 'apiKey', hidden }, ask);
    },
    limits(token, { email, code }, ask, known) {
      const headers = { authorization: token.reveal(), 'content-type': 'application/json' };
      const body = JSON.stringify({ email, verification_code: code.reveal() });
      const hidden = [token, code];
      return send({ method: 'POST', url: limitsUrl, headers, body, credential: 'token', hidden }, ask, known);
    },
  };
}

/** The verification code that Payatom makes of an operator's password. */
export function verificationCodeOf(password: Secret): Secret {
  return new Secret(createHash('md5').update(password.reveal()).digest('hex'));
}

type Parsed =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: unknown };

interface Body {
  readonly text: string;
  readonly print: () => string;
  readonly parsed: () => Parsed;
}

/** Takes the print of each body, and parses it, at most once, though both the retry and the reading look at it. */
function createReader(json: JsonPort): (text: string) => Body {
  let last: Body | undefined;
  return (text) => {
    if (last?.text !== text) {
      const print = lazy(() => hash('sha256', text, 'base64url'));
      last = { text, print, parsed: lazy(() => parsed(json, text)) };
    }
    return last;
  };
}

function parsed(json: JsonPort, body: string): Parsed {
  try {
    return { kind: 'json', value: json.parse(body) };
  } catch (fault) {
    return { kind: 'fault', fault };
  }
}

/** JSON that does not parse was most likely cut: without a length nothing else tells. */
function isCutShort(parsed: Parsed): boolean {
  return (
    parsed.kind === 'fault' && parsed.fault instanceof ProviderError && parsed.fault.looksLike === 'json'
  );
}
