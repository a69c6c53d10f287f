/** A place that could contain a secret: its name and its bytes. */
export type Sink = readonly [name: string, bytes: Buffer];

/** Returns the encoded forms of a text, by the name of the encoding. */
function encodingsOf(value: string): Readonly<Record<string, Buffer>> {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms: Record<string, Buffer> = {
    raw: bytes,
    'UTF-16': Buffer.from(value, 'utf16le'),
    hex: Buffer.from(hex),
    HEX: Buffer.from(hex.toUpperCase()),
    url: Buffer.from(encodeURIComponent(value)),
    'all percent': Buffer.from(percent),
    form: Buffer.from(new URLSearchParams({ v: value }).toString().slice(2)),
    json: Buffer.from(JSON.stringify(value).slice(1, -1)),
  };
  // Within a longer text, base64 has one of three offsets; its first and last characters depend on the text around it.
  for (const kind of ['base64', 'base64url'] as const) {
    for (const offset of [0, 1, 2]) {
      const text = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString(kind)
        .replace(/=+$/, '');
      forms[`${kind} at ${offset}`] = Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -1));
    }
  }
  return forms;
}

/** Returns the sinks that contain `value` and the encodings; `name` replaces the value. */
export function findIn(sinks: readonly Sink[], name: string, value: string): string[] {
  return Object.entries(encodingsOf(value)).flatMap(([encoding, form]) => {
    const found = sinks.filter(([, bytes]) => bytes.includes(form));
    return found.map(([sink]) => `${name}, ${encoding}, in ${sink}`);
  });
}
