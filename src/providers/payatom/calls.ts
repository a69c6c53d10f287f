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
 * The three documented calls. They resolve to a successful response or throw `ProviderError`. A response whose
 * fingerprint equals `knownFingerprint` is returned without parsing it.
 */
export interface Calls {
  status(apiKey: Secret, ask: Ask, knownFingerprint?: string): Promise<PayatomResponse>;
  summary(apiKey: Secret, query: SummaryQuery, ask: Ask): Promise<PayatomResponse>;
  limits(token: Secret, login: Login, ask: Ask, knownFingerprint?: string): Promise<PayatomResponse>;
}

/** A successful response. */
export interface PayatomResponse {
  /** Hash of the whole body. */
  readonly fingerprint: () => string;
  /** The parsed JSON. */
  readonly value: () => unknown;
}

/** The identity that the P2P accounts call sends beside the token. */
export interface Login {
  readonly email: string;
  readonly code: Secret;
}

/** One request, with the credentials that it contains. */
interface Call {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly credential: PayatomCredential;
  /** Secrets that no quoted message may contain. */
  readonly hidden: readonly Secret[];
}

export function createCalls(baseUrl: string, { http, json, clock }: ProviderPorts): Calls {
  const statusUrl = `${baseUrl}/bot/api_v2/account_status.php`;
  const summaryUrl = `${baseUrl}/bot/api_v2/account_deposit.php`;
  const limitsUrl = `${baseUrl}/api/wallet_balance.php`;

  async function send(call: Call, ask: Ask, knownFingerprint?: string): Promise<PayatomResponse> {
    const { method, url, headers, body, credential, hidden } = call;
    const read = createBodyReader(json);
    const { signal, deadline } = ask;
    const isKnown = ({ status, body }: HttpAnswer) =>
      knownFingerprint !== undefined && status === 200 && read(body).fingerprint() === knownFingerprint;
    const again = (answer: HttpAnswer) =>
      answer.status === 200 && !isKnown(answer) && isTruncatedAnswer(read(answer.body).parsed());
    const answer = await http.send({ method, url, headers, body, signal, deadline, again });
    const { fingerprint, parsed } = read(answer.body);
    const value = lazy(() => acceptedValue(answer, parsed(), credential, hidden));
    if (!isKnown(answer)) value();
    return { fingerprint, value };
  }

  function acceptedValue(
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
    status(apiKey, ask, knownFingerprint) {
      const headers = { 'api-key': apiKey.reveal() };
      const call: Call = { method: 'GET', url: statusUrl, headers, credential: 'apiKey', hidden: [apiKey] };
      return send(call, ask, knownFingerprint);
    },
    summary(apiKey, { account, dateType, day }, ask) {
      const headers = { 'api-key': apiKey.reveal(), 'content-type': 'application/json' };
      const body = JSON.stringify({ account_number: account, filter_date_type: dateType, filter_date: day });
      const hidden = [apiKey];
      return send({ method: 'POST', url: summaryUrl, headers, body, credential: 'apiKey', hidden }, ask);
    },
    limits(token, { email, code }, ask, knownFingerprint) {
      const headers = { authorization: token.reveal(), 'content-type': 'application/json' };
      const body = JSON.stringify({ email, verification_code: code.reveal() });
      const hidden = [token, code];
      const call: Call = { method: 'POST', url: limitsUrl, headers, body, credential: 'token', hidden };
      return send(call, ask, knownFingerprint);
    },
  };
}

/** Computes the verification code: the MD5 of the operator's password. */
export function verificationCodeOf(password: Secret): Secret {
  return new Secret(createHash('md5').update(password.reveal()).digest('hex'));
}

type Parsed =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: unknown };

interface Body {
  readonly text: string;
  readonly fingerprint: () => string;
  readonly parsed: () => Parsed;
}

/** Hashes and parses each body at most once, although both the retry check and the result use it. */
function createBodyReader(json: JsonPort): (text: string) => Body {
  let last: Body | undefined;
  return (text) => {
    if (last?.text !== text) {
      const fingerprint = lazy(() => hash('sha256', text, 'base64url'));
      last = { text, fingerprint, parsed: lazy(() => parseBody(json, text)) };
    }
    return last;
  };
}

function parseBody(json: JsonPort, body: string): Parsed {
  try {
    return { kind: 'json', value: json.parse(body) };
  } catch (fault) {
    return { kind: 'fault', fault };
  }
}

/** Returns whether JSON failed to parse, most likely because it was cut: without a length there is no other sign. */
function isTruncatedAnswer(parsed: Parsed): boolean {
  return (
    parsed.kind === 'fault' && parsed.fault instanceof ProviderError && parsed.fault.looksLike === 'json'
  );
}
