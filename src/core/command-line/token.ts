/** A word of a command line. `quoted` words are names, whatever their shape. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}
