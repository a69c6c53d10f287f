import type { DayFault } from '../time/day.ts';
import type { ArgFault } from './arg.ts';

/** Sentences about wrong arguments, with suggestions. */
export const argFaults = {
  day(typed: string, fault: DayFault): ArgFault {
    switch (fault.kind) {
      case 'no-such-day':
        return fault.lastDay === undefined
          ? { sentence: `“${typed}” is not a date. Write it as DD-MM-YYYY.`, suggestion: 'today' }
          : {
              sentence: `There is no ${typed}: the last day of that month is ${fault.lastDay}.`,
              suggestion: fault.lastDay,
            };
      case 'order':
        return {
          sentence: `“${typed}” starts with the year. Write the date as DD-MM-YYYY.`,
          suggestion: fault.meant ?? 'today',
        };
      case 'digits':
        return {
          sentence: `“${typed}” has too few digits. Write the date as DD-MM-YYYY.`,
          suggestion: fault.meant ?? 'today',
        };
    }
  },
  period: (): ArgFault => ({
    sentence: 'A summary covers one day, not a period.',
    suggestion: 'yesterday',
  }),
  future: (day: string): ArgFault => ({
    sentence: `${day} is in the future. Ask for today or an earlier day.`,
    suggestion: 'today',
  }),
  emptyKey: (key: string): ArgFault => ({
    sentence: `“${key}:” has no value. Write the text to search for after the colon.`,
  }),
  tooLong: (label: string): ArgFault => ({
    sentence: `That ${label} has over 64 characters. Write its id or a part of its name.`,
  }),
  control: (): ArgFault => ({
    sentence: 'The line contains control characters. Type it again as plain text.',
  }),
};
