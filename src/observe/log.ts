import { pino } from 'pino';
import type { Log, LogFields } from '../core/log.ts';
import type { Scrubber } from './scrub.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The destination of log lines. */
export interface LogSink {
  write(text: string): unknown;
}

/** Creates a log of JSON lines; every line is scrubbed. */
export function createLog(level: LogLevel, scrubber: Scrubber, sink: LogSink): Log {
  const lines = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (text) => void sink.write(scrubber.scrub(text)) },
  );
  const at = (method: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields?: LogFields) => {
    lines[method](fields ?? {}, event);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
