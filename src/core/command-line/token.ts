/** A word of a command line. Quoted words are always names. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}
