import { pino, type Logger, type LoggerOptions } from 'pino';

const STDOUT = 1;

/**
 * A part's log: JSON lines on standard output. Each is written at once, so that nothing is left to be flushed at the exit: what
 * is left when nobody reads any more would be tried for ever, and the process never end (sonic-boom 4, flushSync).
 */
export function openLog(options: LoggerOptions): Logger {
  return pino(options, pino.destination({ dest: STDOUT, sync: true }));
}
