import { ProviderError } from '../core/errors/errors.ts';
import type { JsonPort } from '../core/provider/provider.ts';
import { parseFast } from './json-fast.ts';
import { looksLike, stripBom } from './looks-like.ts';

/** Strict JSON with exact numbers; see `parseLossless` for what it returns. */
export const json: JsonPort = {
  parse(body, digits = 'value') {
    const text = stripBom(body);
    try {
      return parseFast(text, digits);
    } catch {
      // The thrown error may quote the body.
      throw new ProviderError('malformed', { looksLike: looksLike(text) });
    }
  },
};
