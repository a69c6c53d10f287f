import { echo } from '../../core/command-line/echo.ts';

/** What is wrong with the arguments of a command. */
export const usageText = {
  send: 'Send: ',
  usage: 'Usage: ',
  example: 'Example: ',
  twice: (label: string, first: string, second: string) =>
    `There may be one <${label}>, and here are two: ${echo(first)} and ${echo(second)}.`,
  leftover: (command: string, word: string) => `/${command} has no use for ${echo(word)}.`,
  near: (word: string, choice: string) => `${echo(word)} is not known here. Did you mean “${choice}”?`,
  missing: (command: string, label: string) => `/${command} needs <${label}>.`,
  unfit: (word: string, label: string) => `${echo(word)} is not a <${label}>.`,
  page: 'Pages are numbered from 1.',
};
