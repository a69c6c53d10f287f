import { randomBytes } from 'node:crypto';

/** A pseudo-random generator: equal seeds give equal numbers. Not for real secrets. */
export interface Random {
  /** Returns a whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Returns true once in `times`, on average. */
  once(times: number): boolean;
}

/** Creates the generator of a seed: sfc32 over four words hashed from the text. */
export function createRandom(seed: string): Random {
  let [a, b, c, counter] = words(seed);
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let turn = 0; turn < 12; turn++) next();
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    whole,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
    once: (times) => whole(1, times) === 1,
  };
}

/** Returns a credential of `bytes` bytes in lower-case hex. */
export type Hex = (bytes: number) => string;

/** Creates random credentials; with a seed, the same ones at every start. */
export function createHex(seed?: string): Hex {
  if (seed === undefined) return (bytes) => randomBytes(bytes).toString('hex');
  const random = createRandom(`credentials of ${seed}`);
  return (bytes) => {
    const octets = Array.from({ length: bytes }, () => random.whole(0, 255));
    return Buffer.from(octets).toString('hex');
  };
}

/** Returns four FNV-1a hashes of the text, each with a different start value. */
function words(text: string): [number, number, number, number] {
  const hash = (start: number): number => {
    let value = start;
    for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
    return value | 0;
  };
  return [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x85ebca6b), hash(0xc2b2ae35)];
}
