import { migrateStore } from '@holdfast/db/migrate';
import { SettingsError } from '@holdfast/db/settings';
import type { Logger } from 'pino';
import { openLog } from '../log.ts';
import { endOnSignals } from '@holdfast/db/process/end-on-signals';
import { tellStartError } from '../tell-start-error.ts';
import { checkSettings } from './check-settings.ts';
import { hasBotToken, startSettings } from './env.ts';
import { keepPart } from './keep-part.ts';
import { keepStore, type KeptStore } from './keep-store.ts';
import { partsFor, type Part } from './parts.ts';

/** Parts end within their own 22 seconds; with the store's own end this stays below the 30 that were promised. */
const PARTS_END_WITHIN_MS = 24_000;
const LATEST_END_MS = 29_000;

/** `npm start`: owns the embedded store and keeps every part running as a process of its own. */
async function main(): Promise<void> {
  const parts = partsFor({ hasBotToken: hasBotToken() });
  const problems = await checkSettings(parts);
  if (problems.length > 0) throw new SettingsError(problems);
  const { DATABASE_URL: databaseUrl, HOLDFAST_HOME: home, HOLDFAST_LOG_LEVEL: level } = startSettings();
  const log = openLog({ level, name: 'start' });
  if (databaseUrl !== undefined) {
    await migrateStore(databaseUrl);
    return keepParts(parts, { log });
  }
  const store = await keepStore({ home, log });
  try {
    await migrateStore(store.ownerUrl);
    await keepParts(parts, { log, store });
  } catch (error) {
    await store.stop();
    throw error;
  }
}

async function keepParts(parts: readonly Part[], { log, store }: { log: Logger; store?: KeptStore }): Promise<void> {
  const kept = parts.map((part) => keepPart(part, log));
  const endParts = () => Promise.all(kept.map((part) => part.end(PARTS_END_WITHIN_MS)));
  endOnSignals({
    log,
    withinMs: LATEST_END_MS,
    async end() {
      await endParts();
      await store?.stop();
    },
  });
  try {
    await Promise.all(kept.map((part) => part.ready));
  } catch (error) {
    await endParts();
    throw error;
  }
  log.info({ parts: parts.map((part) => part.name) }, 'everything runs');
}

main().catch((error: unknown) => {
  console.error(tellStartError(error));
  process.exit(1);
});
