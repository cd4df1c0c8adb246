import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startWorker } from '@holdfast/worker/start';
import { pino } from 'pino';
import { z } from 'zod';
import type { TestServices } from './services.ts';
import { testRestic } from './tools.ts';

const logLine = z.record(z.string(), z.unknown());

export interface InsideWorker extends AsyncDisposable {
  readonly id: string;
  /** Everything it logged, parsed. */
  readonly log: readonly Record<string, unknown>[];
}

/** A worker of a site in the test's own process, for what needs no death of it. Its home is in the folder. */
export async function startInsideWorker(
  { services, database }: Pick<TestServices, 'services' | 'database'>,
  { site, folder, root }: { site: string; folder: string; root: string },
): Promise<InsideWorker> {
  const home = join(folder, 'home');
  await Promise.all([home, root].map((path) => mkdir(path, { recursive: true })));
  const log: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(logLine.parse(JSON.parse(line))) });
  const worker = await startWorker({
    storeUrl: database.appUrl,
    site,
    settings: {
      home,
      roots: [root],
      vaultRoots: [join(home, 'vaults')],
      restic: await testRestic(),
      postgresqlFolders: [],
      concurrency: 2,
    },
    masterKey: services.masterKey,
    clock: services.clock,
    log: logger,
  });
  return { id: worker.id, log, [Symbol.asyncDispose]: () => worker.stop(0) };
}
