import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@holdfast/db/clock';
import { loggable } from '@holdfast/db/process/loggable';
import { keepACopy, loadMasterKey } from '@holdfast/db/master-key';
import { SettingsError } from '@holdfast/db/settings';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { findStore } from '@holdfast/db/store/find';
import { workerSettings } from './env.ts';
import { armFaultsFromEnvironment } from './faults/env.ts';
import { installedPostgresql, installedRestic } from './installed-tools.ts';
import { endOnSignals } from '@holdfast/db/process/end-on-signals';
import { startWorker } from './start.ts';
import { openLog } from './log.ts';
import { findRestic } from './vault/find.ts';

/** Well within the 30 seconds in which the process ends after SIGTERM: what runs gets this long to finish. */
const DRAIN_MS = 10_000;
const LATEST_END_MS = 22_000;

async function main(): Promise<void> {
  armFaultsFromEnvironment();
  const env = workerSettings();
  if (process.argv.includes('--check-settings')) return;
  const log = openLog({ level: env.HOLDFAST_LOG_LEVEL, name: 'worker', serializers: { error: loggable } });
  const store = await findStore({ home: env.HOLDFAST_HOME, databaseUrl: env.DATABASE_URL });
  const { key, madeAt } = await loadMasterKey({ text: env.HOLDFAST_MASTER_KEY, home: env.HOLDFAST_HOME });
  if (madeAt !== undefined) log.warn(keepACopy(madeAt));
  const restic = await findRestic(
    [env.HOLDFAST_RESTIC, installedRestic(), 'restic'].filter((path) => path !== undefined),
  );
  if (env.HOLDFAST_ROOTS.length === 0) log.warn('HOLDFAST_ROOTS is empty: no files can be backed up or restored');
  await mkdir(join(env.HOLDFAST_HOME, 'vaults'), { recursive: true, mode: 0o700 });
  const worker = await startWorker({
    storeUrl: store.appUrl,
    site: env.HOLDFAST_SITE,
    settings: {
      home: env.HOLDFAST_HOME,
      roots: env.HOLDFAST_ROOTS,
      vaultRoots: env.HOLDFAST_VAULT_ROOTS,
      restic,
      postgresqlFolders: env.HOLDFAST_POSTGRESQL ?? installedPostgresql(env.PATH),
      concurrency: env.HOLDFAST_CONCURRENCY,
      prune: {
        drainMs: env.HOLDFAST_PRUNE_DRAIN_SECONDS * 1000,
        sliceMs: env.HOLDFAST_PRUNE_SLICE_SECONDS * 1000,
      },
    },
    masterKey: key,
    slack: env.SLACK_BOT_TOKEN === undefined ? undefined : { token: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL },
    clock: systemClock,
    log,
  });
  endOnSignals({ log, withinMs: LATEST_END_MS, end: () => worker.stop(DRAIN_MS) });
  process.send?.('ready'); // To npm start, where that started us.
}

main().catch((error: unknown) => {
  console.error(told(error));
  process.exit(1);
});

/** What whoever started the worker has to know, with cause and remedy where they are known. */
function told(error: unknown): unknown {
  if (error instanceof SettingsError) return error.message;
  if (error instanceof HoldfastError) return `${error.message}\n  ${error.cause}\n  ${error.remedy}`;
  return error;
}
