import { createHmac } from 'node:crypto';

/** HMAC-SHA256 in base64url: 43 characters. */
export type Mac = string;

/** Labels that the MAC of a file's first line covers, so that a file of one kind is never accepted as another. */
export const macContexts = { journal: 'journal', audit: 'audit', state: 'state', backup: 'backup' } as const;

const opening = ',"mac":"';
const closing = '"}';
const sealLength = opening.length + 43 + closing.length;
const lineFeed = 10;

/** Returns the MAC of a line. It covers the MAC before it, so a line is valid only in its place. */
export function macOf(key: Buffer, previous: Mac, ...parts: readonly (string | Uint8Array)[]): Mac {
  const hmac = createHmac('sha256', key).update(previous);
  for (const part of parts) hmac.update(part);
  return hmac.digest('base64url');
}

/** Returns a JSON object as a line that ends with its MAC. */
export const sealLine = (body: string, mac: Mac): string =>
  `${body.slice(0, -1)}${opening}${mac}${closing}\n`;

/** Splits a line into its text without the last brace, and its MAC; undefined if it has no MAC. */
export function splitSeal(line: Buffer): { readonly stem: Buffer; readonly mac: Mac } | undefined {
  const end = line.length - sealLength;
  if (end < 1) return undefined;
  const seal = line.toString('latin1', end);
  if (!seal.startsWith(opening) || !seal.endsWith(closing)) return undefined;
  return { stem: line.subarray(0, end), mac: seal.slice(opening.length, -closing.length) };
}

/** The place of a line in its batch (lines that were written together): its number, and the number of lines that follow. The header is batch 0. */
export interface Batched {
  readonly batch: number;
  readonly left: number;
}

/** Renders the lines of one batch, each with a MAC over the line before it. The text ends with a line feed. */
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

/** The content of a chained file up to the end of its last complete batch. */
export interface Chain {
  /** Every line as parsed JSON, the header first. */
  readonly lines: readonly (Batched & Readonly<Record<string, unknown>>)[];
  readonly macs: readonly Mac[];
  readonly tip: Mac;
  readonly length: number;
  readonly batch: number;
}

/**
 * `torn`: the last batch is incomplete or invalid, and no later one follows: its write was interrupted. `ended` means
 * that the file ends where `line` should be.
 * `broken`: a line is invalid and a later batch follows: the file was altered, or the disk lost a part of it.
 */
export type ChainReading = Chain &
  (
    | { readonly kind: 'whole' }
    | { readonly kind: 'torn'; readonly line: number; readonly dropped: number; readonly ended: boolean }
    | { readonly kind: 'broken'; readonly line: number }
  );

export function readChain(bytes: Buffer, key: Buffer, context: string): ChainReading {
  const lines: (Batched & Record<string, unknown>)[] = [];
  const macs: Mac[] = [];
  let whole = { count: 0, tip: context as Mac, length: 0, batch: -1 };
  let tip: Mac = context;
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
