import { defaultHome, folderSetting, readSettings } from '@holdfast/db/settings';
import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, message: 'must be a postgres:// URL' }).optional(),
  HOLDFAST_HOME: folderSetting.default(() => defaultHome(process.env, process.getuid?.() ?? 0)),
  HOLDFAST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** What the starter itself needs; each part reads its own. @throws SettingsError with every problem at once */
export function startSettings() {
  return readSettings(schema, process.env);
}

/** Whether the bot has what it speaks to the gateway with; everything else of it is checked by itself. */
export function hasBotToken(): boolean {
  return Boolean(process.env['HOLDFAST_BOT_TOKEN'] || process.env['HOLDFAST_BOT_TOKEN_FILE']);
}
