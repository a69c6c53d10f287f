const hidden = '[secret]';

/**
 * A credential that prints as `[secret]` however it is printed: template, JSON, inspection, concatenation.
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

  /** Whether the value has this shape; tells nothing else about it. */
  matches(shape: RegExp): boolean {
    return shape.test(this.#value);
  }

  /** Whether `text` repeats the value, in whatever letter case. */
  isIn(text: string): boolean {
    return this.#value !== '' && text.toLowerCase().includes(this.#value.toLowerCase());
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
