import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { processIdentity, serverProcesses } from '@holdfast/db/store/process-table';
import { startEmbeddedStore, type RunningStore } from '@holdfast/db/store/start';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's server as the role that owns everything. */
    storeUrl: string;
    /** The run's server as the role that the parts work with. */
    storeAppUrl: string;
  }
}

const PREFIX = 'holdfast-test-store-';

const run = { home: undefined as string | undefined, store: undefined as RunningStore | undefined };

/** One throw-away server for the whole run; it ends with this process, however that ends. It tells only its warnings. */
export async function setup(project: TestProject): Promise<void> {
  await removeLeftovers();
  // Under the temporary folder, so that the account that runs the server can reach it when we are root.
  run.home = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(run.home, 0o711);
  const warn = (facts: object, message: string) => void process.stderr.write(`${message} ${JSON.stringify(facts)}\n`);
  run.store = await startEmbeddedStore({ home: run.home, throwAway: true, log: { info: () => undefined, warn } });
  project.provide('storeUrl', run.store.ownerUrl);
  project.provide('storeAppUrl', run.store.appUrl);
}

export async function teardown(): Promise<void> {
  await run.store?.stop();
  if (run.home !== undefined) await rm(run.home, { recursive: true });
}

/** A killed run leaves its folder; the next one takes it away. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || processIdentity(pid) !== undefined) continue;
    const home = join(tmpdir(), name);
    const stillEnding = serverProcesses(join(home, 'store', 'data')).length > 0;
    if (!stillEnding) await rm(home, { recursive: true, force: true });
  }
}
