/** An error of the Bot API: `{ ok: false, error_code, description, parameters }`. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, number>> | undefined;

  constructor(code: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description);
    this.name = 'Refusal';
    this.code = code;
    this.parameters = parameters;
  }
}

export function bad(description: string, parameters?: Readonly<Record<string, number>>): Refusal {
  return new Refusal(400, `Bad Request: ${description}`, parameters);
}
