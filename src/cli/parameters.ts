/** A required positional argument. */
export const argument = (placeholder: string, brief: string) => ({ placeholder, brief, parse: String });

/** A positional argument that may be omitted. */
export const optionalArgument = (placeholder: string, brief: string) => {
  return { ...argument(placeholder, brief), optional: true } as const;
};

/** A flag with a text value, which may be omitted. */
export const optionalText = (placeholder: string, brief: string) => {
  return { ...optionalArgument(placeholder, brief), kind: 'parsed' } as const;
};

/** The positional arguments of a subcommand, in order. */
export const positional = <const T extends readonly unknown[]>(...parameters: T) => {
  return { kind: 'tuple', parameters } as const;
};

export const operatorArgument = argument('operator', 'id of the operator');
