import { createHmac } from 'node:crypto';

/** HMAC-SHA256 in base64url: 43 characters. */
export type Mac = string;

/** What the mac of a file's first line covers in place of the line before it: files of one kind never pass for another. */
export const macContexts = { journal: 'journal', audit: 'audit', state: 'state', backup: 'backup' } as const;

const opening = ',"mac":"';
const closing = '"}';
const sealLength = opening.length + 43 + closing.length;
const lineFeed = 10;

/** The mac of a line: it covers the mac before it, so a line holds only in its place. */
export function macOf(key: Buffer, previous: Mac, ...parts: readonly (string | Uint8Array)[]): Mac {
  const hmac = createHmac('sha256', key).update(previous);
  for (const part of parts) hmac.update(part);
  return hmac.digest('base64url');
}

/** A JSON object as a line that ends with its mac. */
export const sealLine = (body: string, mac: Mac): string =>
  `${body.slice(0, -1)}${opening}${mac}${closing}\n`;

/** A line without its seal and its last brace, and the mac the seal states; undefined when there is no seal. */
export function splitSeal(line: Buffer): { readonly stem: Buffer; readonly mac: Mac } | undefined {
  const end = line.length - sealLength;
  if (end < 1) return undefined;
  const seal = line.toString('latin1', end);
  if (!seal.startsWith(opening) || !seal.endsWith(closing)) return undefined;
  return { stem: line.subarray(0, end), mac: seal.slice(opening.length, -closing.length) };
}

/** Lines written together are a batch: its number, and how many lines of it follow. The header is batch 0. */
export interface Batched {
  readonly batch: number;
  readonly left: number;
}

/** Lines of one batch, each sealed over the one before; the text ends with a line feed. */
export function sealBatch(key: Buffer, previous: Mac, batch: number, bodies: readonly string[]) {
  let tip = previous;
  let text = '';
  for (const [index, json] of bodies.entries()) {
    const body = `{"batch":${batch},"left":${bodies.length - 1 - index},${json.slice(1)}`;
    tip = macOf(key, tip, body);
    text += sealLine(body, tip);
  }
  return { text, tip };
}

/** What a chained file holds up to the end of its last whole batch. */
export interface Chain {
  /** Every line, header first, as the JSON it was written from. */
  readonly lines: readonly (Batched & Readonly<Record<string, unknown>>)[];
  readonly macs: readonly Mac[];
  readonly tip: Mac;
  readonly length: number;
  readonly batch: number;
}

/**
 * `torn`: the last batch is not whole or not ours, and nothing of a later one follows: it was being written.
 * `ended` tells that the file ends where `line` should be.
 * `broken`: a line is not ours and a later batch follows: the file was altered or the disk lost a part of it.
 */
export type ChainReading = Chain &
  (
    | { readonly kind: 'whole' }
    | { readonly kind: 'torn'; readonly line: number; readonly dropped: number; readonly ended: boolean }
    | { readonly kind: 'broken'; readonly line: number }
  );

export function readChain(bytes: Buffer, key: Buffer, origin: string): ChainReading {
  const lines: (Batched & Record<string, unknown>)[] = [];
  const macs: Mac[] = [];
  let whole = { count: 0, tip: origin as Mac, length: 0, batch: -1 };
  let tip: Mac = origin;
  let position = 0;
  while (position < bytes.length) {
    const end = bytes.indexOf(lineFeed, position);
    const split = end < 0 ? undefined : splitSeal(bytes.subarray(position, end));
    if (split === undefined || macOf(key, tip, split.stem, '}') !== split.mac) break;
    const line = JSON.parse(`${split.stem}}`) as Batched & Record<string, unknown>;
    tip = split.mac;
    position = end + 1;
    lines.push(line);
    macs.push(tip);
    if (line.left === 0) whole = { count: lines.length, tip, length: position, batch: line.batch };
  }
  const bad = lines.length + 1;
  const chain = {
    lines: lines.slice(0, whole.count),
    macs: macs.slice(0, whole.count),
    tip: whole.tip,
    length: whole.length,
    batch: whole.batch,
  };
  if (whole.length === bytes.length && bytes.length > 0) return { kind: 'whole', ...chain };
  if (namesLaterBatch(bytes.toString('latin1', position), whole.batch + 1)) {
    return { kind: 'broken', line: bad, ...chain };
  }
  const ended = position === bytes.length;
  return { kind: 'torn', line: bad, dropped: bytes.length - whole.length, ended, ...chain };
}

function namesLaterBatch(rest: string, torn: number): boolean {
  for (const [, batch] of rest.matchAll(/\{"batch":(\d+),"left":\d+,/g)) {
    if (Number(batch) > torn) return true;
  }
  return false;
}
