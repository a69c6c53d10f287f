import type { DayFault } from '../time/day.ts';
import type { ArgFault } from './arg.ts';

/** What is wrong with an argument, and what to write instead. */
export const argFaults = {
  day(typed: string, fault: DayFault): ArgFault {
    switch (fault.kind) {
      case 'no-such-day':
        return fault.lastDay === undefined
          ? { sentence: `“${typed}” is not a day. Write it as DD-MM-YYYY.`, suggestion: 'today' }
          : {
              sentence: `There is no ${typed}: that month ends on ${fault.lastDay}.`,
              suggestion: fault.lastDay,
            };
      case 'order':
        return {
          sentence: `“${typed}” has the year first. Write the day first, as DD-MM-YYYY.`,
          suggestion: fault.meant ?? 'today',
        };
      case 'digits':
        return {
          sentence: `“${typed}” is short of digits. Write the day as DD-MM-YYYY.`,
          suggestion: fault.meant ?? 'today',
        };
    }
  },
  period: (): ArgFault => ({
    sentence: 'One day at a time: a summary covers one day, not a period.',
    suggestion: 'yesterday',
  }),
  future: (day: string): ArgFault => ({
    sentence: `${day} is in the future. Ask for today or an earlier day.`,
    suggestion: 'today',
  }),
  emptyKey: (key: string): ArgFault => ({
    sentence: `“${key}:” has nothing behind it. Write the text to look for after the colon.`,
  }),
  tooLong: (label: string): ArgFault => ({
    sentence: `That ${label} is over 64 characters. Write its id or a part of its name.`,
  }),
  control: (): ArgFault => ({ sentence: 'The line holds control characters. Type it again as plain text.' }),
};
