import { echo } from '../../core/command-line/echo.ts';

/** What is wrong with a line as a whole. */
export const lineText = {
  tooLong: 'That is over 1,000 characters. Send one command, such as /help.',
  several: 'One command at a time: send each line by itself.',
  unclosed: 'A quote is open. Close it at the end of the name, or leave it out.',
  empty: 'Send a command. /help lists them.',
};

/** Unknown commands. */
export const resolveText = {
  unknown: (typed: string) => `There is no command ${echo(typed)}.`,
  near: (typed: string, several: boolean) =>
    `There is no command ${echo(typed)}. Did you mean ${several ? 'one of these' : 'this'}?`,
};

/** Long answers. */
export const pageText = {
  notesOnFirst: 'The notes are on page 1.',
  beyond: (number: number, of: number) =>
    of === 1
      ? `There is no page ${number}: this answer has one page.`
      : `There is no page ${number}: the last is ${of}.`,
  anew: 'The reading that this page belonged to is gone. It was read anew, so rows may have moved.',
};

/** When no answer can be given. `incident` is in the log beside what happened. */
export const failText = {
  failed: (incident: string) =>
    `Something went wrong on our side. Try again; if it stays, report incident ${incident}.`,
  late: (incident: string) =>
    `That took too long and was given up. Try again; if it stays, report incident ${incident}.`,
};
