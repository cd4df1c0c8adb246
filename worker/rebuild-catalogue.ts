import { join } from 'node:path';
import { openStore } from '@holdfast/db/client';
import { systemClock } from '@holdfast/db/clock';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { assertKeyOpensStore, existingMasterKey } from '@holdfast/db/master-key';
import { assertStoreReady } from '@holdfast/db/queries/store-ready';
import { startBoss } from '@holdfast/db/queues/boss';
import { SettingsError } from '@holdfast/db/settings';
import { findStore } from '@holdfast/db/store/find';
import { workerSettings } from './env.ts';
import { installedRestic } from './installed-tools.ts';
import { readArguments, USAGE } from './rebuild/arguments.ts';
import { explainEngine } from './repository/errors.ts';
import { rebuildCatalogue } from './rebuild/rebuild.ts';
import { findRestic } from './vault/find.ts';

/** node worker/rebuild-catalogue.ts KIT: law 13 for the person whose store is gone. Exits 0 once the catalogue is there. */
async function main(argv: readonly string[], signal: AbortSignal): Promise<void> {
  if (argv.includes('--help') || argv.includes('-h')) return tell(USAGE);
  const kit = await readArguments(argv);
  const env = workerSettings();
  const found = await findStore({ home: env.HOLDFAST_HOME, databaseUrl: env.DATABASE_URL });
  const restic = await findRestic(
    [env.HOLDFAST_RESTIC, installedRestic(), 'restic'].filter((path) => path !== undefined),
  );
  const masterKey = await existingMasterKey({ text: env.HOLDFAST_MASTER_KEY, home: env.HOLDFAST_HOME });
  await using open = new AsyncDisposableStack();
  const store = openStore({ url: found.appUrl, connections: 2, name: 'holdfast-rebuild' });
  open.defer(() => store.close());
  await assertStoreReady(store.db);
  await assertKeyOpensStore(store.db, masterKey);
  const boss = await startBoss({
    url: found.appUrl,
    name: 'holdfast-rebuild-queue',
    connections: 1,
    onError: (error) => tell(`The queue had trouble: ${error.message}`),
  });
  open.defer(() => boss.stop({ graceful: false, close: true }));
  await rebuildCatalogue({
    services: { db: store.db, boss, clock: systemClock, masterKey },
    kit,
    home: env.HOLDFAST_HOME,
    engine: { restic, cacheDirectory: join(env.HOLDFAST_HOME, 'worker', 'cache') },
    signal,
    tell,
  });
}

const INTERRUPTED = 130;

function endedBySignal(): AbortSignal {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ending.abort());
  return ending.signal;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function explain(thrown: unknown): string {
  const error = explainEngine(thrown);
  if (error instanceof SettingsError) return error.message;
  if (error instanceof HoldfastError) return `${error.message}\n  ${error.cause}\n  ${error.remedy}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Whoever reads along may go away; what is done does not depend on it.
process.stdout.on('error', () => undefined);
const stopping = endedBySignal();
main(process.argv.slice(2), stopping).catch((error: unknown) => {
  process.stderr.write(
    `${stopping.aborted ? 'Interrupted. Run it again: what is back already stays as it is.' : explain(error)}\n`,
  );
  process.exitCode = stopping.aborted ? INTERRUPTED : 1;
});
