import { echo } from '../../core/command-line/echo.ts';

/** Sentences about wrong arguments of a command. */
export const usageText = {
  send: 'Send: ',
  usage: 'Usage: ',
  example: 'Example: ',
  twice: (label: string, first: string, second: string) =>
    `Give only one <${label}>, not both ${echo(first)} and ${echo(second)}.`,
  leftover: (command: string, word: string) => `/${command} does not accept ${echo(word)}.`,
  near: (word: string, choice: string) => `${echo(word)} is not known. Did you mean “${choice}”?`,
  missing: (command: string, label: string) => `/${command} needs <${label}>.`,
  unfit: (word: string, label: string) => `${echo(word)} is not a <${label}>.`,
  page: 'Page numbers start at 1.',
};
