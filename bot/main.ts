import { pino } from 'pino';
import { endOnSignals } from './end-on-signals.ts';
import { botSettings } from './env.ts';
import { openLog } from './log.ts';
import { SettingsError } from './settings.ts';
import { SlackAccessError, startBot } from './start.ts';

/** A request is served within 2 s, so nothing that is in hand takes longer. */
const LATEST_END_MS = 5_000;

async function main(): Promise<void> {
  const env = botSettings();
  if (process.argv.includes('--check-settings')) return;
  const log = openLog({ level: env.HOLDFAST_LOG_LEVEL, name: 'bot', serializers: { error: pino.stdSerializers.err } });
  let stop: () => Promise<void> = () => Promise.resolve();
  endOnSignals({ log, withinMs: LATEST_END_MS, end: () => stop() });
  const bot = await startBot({
    slack: { botToken: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL },
    transport: env.transport,
    gateway: { url: env.HOLDFAST_GATEWAY_URL, token: env.HOLDFAST_BOT_TOKEN },
    log,
  });
  stop = () => bot.stop();
  process.send?.('ready'); // To npm start, where that started us.
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError || error instanceof SlackAccessError ? error.message : error);
  process.exit(1);
});
