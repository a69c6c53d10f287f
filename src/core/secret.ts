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
