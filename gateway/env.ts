import { defaultHome, folderSetting, readSettings } from '@holdfast/db/settings';
import { z } from 'zod';

/** The settings of the gateway, as the README lists them. Each may also come from the file that `<NAME>_FILE` names. */
const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, message: 'must be a postgres:// URL' }).optional(),
  HOLDFAST_HOME: folderSetting.default(() => defaultHome(process.env, process.getuid?.() ?? 0)),
  HOLDFAST_MASTER_KEY: z.string().optional(),
  HOLDFAST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
});

/** Reads them from the environment. @throws SettingsError with every problem at once */
export function gatewaySettings() {
  return readSettings(schema, process.env);
}
