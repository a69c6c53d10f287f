const hidden = '[secret]';

/**
 * A credential that prints as `[secret]` in templates, JSON, inspection and concatenation.
 * Only providers' `calls.ts`, adapters' clients and the vault's sealing may `reveal()` it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Whether the value has this shape. Reveals nothing else. */
  matches(shape: RegExp): boolean {
    return shape.test(this.#value);
  }

  /** Whether `text` contains the value, in any letter case and any usual encoding. */
  isIn(text: string): boolean {
    if (this.#value === '') return false;
    const folded = text.toLowerCase();
    return formsOf(this.#value).some((form) => folded.includes(form.toLowerCase()));
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  get [Symbol.toStringTag](): string {
    return hidden;
  }

  [Symbol.toPrimitive](): string {
    return hidden;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}

/** The value itself, its JSON and percent-encoded forms, and its bytes in hexadecimal, base64 and base64url. */
function formsOf(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    new URLSearchParams({ v: value }).toString().slice(2),
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
  ];
}
