import { SettingsError } from '@holdfast/db/settings';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { migrateStore } from '@holdfast/db/migrate';
import { startEmbeddedStore } from '@holdfast/db/store/start';
import { pino } from 'pino';
import { startSettings } from './env.ts';
import { PARTS } from './parts.ts';
import { checkSettings, keepRunning } from './processes.ts';

/** Parts end within their own 20 seconds; with the store's own end this stays below the 30 that were promised. */
const PARTS_END_WITHIN_MS = 24_000;

/** `npm start`: owns the embedded store and keeps every part running as a process of its own. */
async function main(): Promise<void> {
  const env = startSettings();
  const problems = await checkSettings(PARTS);
  if (problems.length > 0) throw new SettingsError(problems);
  const log = pino({ level: env.HOLDFAST_LOG_LEVEL, name: 'start' });
  const store = env.DATABASE_URL === undefined ? await startEmbeddedStore({ home: env.HOLDFAST_HOME, log }) : undefined;
  const ownerUrl = store?.ownerUrl ?? env.DATABASE_URL;
  if (ownerUrl !== undefined) await migrateStore(ownerUrl);
  const parts = keepRunning(PARTS, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'ending');
      void parts
        .end(PARTS_END_WITHIN_MS)
        .then(() => store?.stop())
        .then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  if (error instanceof HoldfastError) console.error(`${error.message}\n  ${error.cause}\n  ${error.remedy}`);
  else console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
