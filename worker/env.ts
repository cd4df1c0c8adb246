import { join } from 'node:path';
import { PRUNE_LIMITS } from '@holdfast/db/domain/prune';
import { defaultHome, folderSetting, foldersSetting, readSettings } from '@holdfast/db/settings';
import { z } from 'zod';

const MOST_JOBS_AT_ONCE = 64;

/** The settings of a worker, as the README lists them. */
const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, message: 'must be a postgres:// URL' }).optional(),
  HOLDFAST_HOME: folderSetting.default(() => defaultHome(process.env, process.getuid?.() ?? 0)),
  HOLDFAST_MASTER_KEY: z.string().optional(),
  HOLDFAST_SITE: z.string().min(1).max(80).default('default'),
  HOLDFAST_ROOTS: foldersSetting.default([]),
  HOLDFAST_VAULT_ROOTS: foldersSetting.optional(),
  HOLDFAST_RESTIC: z.string().optional(),
  HOLDFAST_POSTGRESQL: foldersSetting.optional(),
  PATH: z.string().optional(),
  HOLDFAST_CONCURRENCY: z.coerce.number().int().min(1).max(MOST_JOBS_AT_ONCE).default(4),
  HOLDFAST_PRUNE_DRAIN_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(PRUNE_LIMITS.drainMs / 1000),
  HOLDFAST_PRUNE_SLICE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(PRUNE_LIMITS.sliceMs / 1000),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be a bot token (xoxb-…)').optional(),
  SLACK_API_URL: z.url().optional(),
  HOLDFAST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** Reads them from the environment. @throws SettingsError with every problem at once */
export function workerSettings() {
  const settings = readSettings(schema, process.env);
  return {
    ...settings,
    HOLDFAST_VAULT_ROOTS: settings.HOLDFAST_VAULT_ROOTS ?? [join(settings.HOLDFAST_HOME, 'vaults')],
  };
}
