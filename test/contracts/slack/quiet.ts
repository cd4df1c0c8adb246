import { LogLevel, type Logger } from '@slack/bolt';

/** Tests break lines and send what Slack refuses on purpose; what Slack's clients log of that is not what they are about. */
export const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
