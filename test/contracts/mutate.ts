/** A stream of numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

/** A body with one to four things wrong with it; the same for the same seed. Works on JSON, XML and anything else. */
export function mutateBody(body: string, seed: number): string {
  const random = randomFrom(seed);
  let mutated = body;
  const kinds = random() < 0.6 ? gentle : [...gentle, ...rough];
  const times = 1 + Math.floor(random() * 4);
  for (let time = 0; time < times; time++) mutated = pick(kinds, random)(mutated, random);
  return mutated;
}

type Mutation = (body: string, random: Random) => string;

/** The body stays well formed, so that its readers meet it. */
const gentle: readonly Mutation[] = [replaceValue, replaceValue, renameKey];

/** The body seldom stays well formed. */
const rough: readonly Mutation[] = [dropOrDoubleLine, cut, flip, insert, wrap];

/** The replacements of a value. */
const values = [
  ...['null', 'true', 'false', '0', '-0', '""', '" "', '[]', '{}', '[[]]', '[null]', '{"0":{}}', '{"":{}}'],
  ...['1e999', '-1e999', '1e-400', '9007199254740993', '123456789012345678901234567890', '0.1e1', '12.340'],
  ...[
    '"NaN"',
    '"Infinity"',
    '"1,234.50"',
    '"0x1F"',
    '"1e3"',
    '"१२३"',
    '"٣"',
    '"−5"',
    '"-5"',
    '"+5"',
    '"12."',
  ],
  ...[
    '"999999999999999999999"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u202e"',
    '"<b>x</b>"',
    '"__proto__"',
    '"  7 "',
  ],
  ...['{"__proto__":{"amount":1}}', '{"constructor":{"prototype":{}}}', '{"toString":1}'],
];
const keys = [
  ...[
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'valueOf',
    '',
    ' ',
    '0',
    'status',
    'data',
    'DATA',
  ],
  ...['accounts', 'active', 'count', 'upi', 'numberText', 'Account_Number', 'amount', 'id', 'TRANSACTION'],
];
const noise = [
  ...['\u0000', '\ufeff', '<', '>', '&', '"', '{', '}', '[', ']', ',', ':', '\\', '\ud800', '\u202e', '�'],
  ...[
    '<![CDATA[',
    ']]>',
    '<!-- x -->',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '&b;',
    '&#0;',
    '&amp;',
    '</TRANSACTION>',
  ],
  ...[
    '<br /><b>Warning</b>: mysqli_connect()',
    '{"status":"success"}',
    '0',
    '-',
    '.',
    'e9',
    'NaN',
    "'",
    '\r\n\r\n',
  ],
];

/** A JSON value or the text of an XML element becomes another. */
function replaceValue(body: string, random: Random): string {
  const spans = [
    ...body.matchAll(/(?<=:\s*)("(?:[^"\\]|\\.)*"|-?[\d.]+|null|true|false|\[\]|\{\})|(?<=>)[^<>]+(?=<)/g),
  ];
  if (spans.length === 0) return insert(body, random);
  const span = pick(spans, random);
  return body.slice(0, span.index) + pick(values, random) + body.slice(span.index + span[0].length);
}

/** A JSON key becomes another, or changes its case. */
function renameKey(body: string, random: Random): string {
  const spans = [...body.matchAll(/"([^"\\]*)"(?=\s*:)/g)];
  if (spans.length === 0) return flip(body, random);
  const span = pick(spans, random);
  const key = random() < 0.3 ? (span[1] ?? '').toUpperCase() : pick(keys, random);
  return `${body.slice(0, span.index)}"${key}"${body.slice(span.index + span[0].length)}`;
}

function dropOrDoubleLine(body: string, random: Random): string {
  const lines = body.split('\n');
  const index = Math.floor(random() * lines.length);
  const line = lines[index] ?? '';
  lines.splice(index, 1, ...(random() < 0.5 ? [] : [line, line]));
  return lines.join('\n');
}

function cut(body: string, random: Random): string {
  const at = Math.floor(random() * body.length);
  return random() < 0.7 ? body.slice(0, at) : body.slice(at);
}

function flip(body: string, random: Random): string {
  const at = Math.floor(random() * body.length);
  const code = body.charCodeAt(at) ^ (1 << Math.floor(random() * 7));
  return body.slice(0, at) + String.fromCharCode(Number.isNaN(code) ? 0 : code) + body.slice(at + 1);
}

function insert(body: string, random: Random): string {
  const at = Math.floor(random() * (body.length + 1));
  return body.slice(0, at) + pick(random() < 0.5 ? noise : values, random) + body.slice(at);
}

/** The body inside something else, beside itself, or very deep. */
function wrap(body: string, random: Random): string {
  const depth = 1 + Math.floor(random() * 2000);
  return pick(
    [
      () => `[${body}]`,
      () => `{"data":${body}}`,
      () => body + body,
      () => `\ufeff${body}`,
      () => `<br />${body}`,
      () => `${body}<!-- served -->`,
      () => '['.repeat(depth) + ']'.repeat(depth),
      () => body.replace(/\{/, `{"deep":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)},`),
    ],
    random,
  )();
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}
