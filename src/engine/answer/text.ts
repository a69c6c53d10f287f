import { echo } from '../../core/command-line/echo.ts';

/** Sentences about a line that cannot be split into words. */
export const lineText = {
  tooLong: 'That line has over 1,000 characters. Send one command, such as /help.',
  several: 'Send one command per message.',
  unclosed: 'A quote is not closed. Close it after the name, or remove it.',
  empty: 'Send a command. /help lists them.',
};

/** Sentences about unknown commands. */
export const resolveText = {
  unknown: (typed: string) => `There is no command ${echo(typed)}.`,
  near: (typed: string, several: boolean) =>
    `There is no command ${echo(typed)}. Did you mean ${several ? 'one of these' : 'this'}?`,
};

/** Sentences about replies with several pages. */
export const pageText = {
  notesOnFirst: 'The notes are on page 1.',
  beyond: (number: number, of: number) =>
    of === 1
      ? `There is no page ${number}: this reply has one page.`
      : `There is no page ${number}: the last page is ${of}.`,
  readAgain: 'The earlier reading has expired, so the figures were read again. Rows may have moved.',
};

/** Sentences about requests that failed. The log has the details under `incident`. */
export const failText = {
  failed: (incident: string) =>
    `An internal error occurred. Try again. If it happens again, report incident ${incident}.`,
  late: (incident: string) =>
    `The request timed out. Try again. If it happens again, report incident ${incident}.`,
};
