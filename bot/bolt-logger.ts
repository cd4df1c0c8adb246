import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/**
 * Lets Bolt and Slack's clients write into our log. What they call debug is never written: it holds whole payloads, with
 * the response URLs and tickets in them.
 */
export function boltLogger(log: Logger): BoltLogger {
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(inOneLine(parts)),
    warn: (...parts) => log.warn(inOneLine(parts)),
    error: (...parts) => log.error(inOneLine(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function inOneLine(parts: readonly unknown[]): string {
  return parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
}
