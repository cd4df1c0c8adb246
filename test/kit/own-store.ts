import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateStore } from '@holdfast/db/migrate';
import { serverProcesses } from '@holdfast/db/store/process-table';
import { sendSignal } from '@holdfast/db/store/send-signal';
import { startEmbeddedStore } from '@holdfast/db/store/start';
import type { WorldDatabase } from './world.ts';

/** A server for one test alone, which may do to it what others would suffer from. */
export interface OwnStore extends AsyncDisposable {
  readonly database: WorldDatabase;
  /** Stops every process of the server where it stands, as a machine without a processor would. */
  freeze(): void;
  /** Lets them go on. */
  thaw(): void;
}

export async function startOwnStore(): Promise<OwnStore> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-own-store-'));
  // The account that runs the server when we are root must be able to pass through.
  await chmod(home, 0o711);
  const tell = () => undefined;
  const store = await startEmbeddedStore({ home, throwAway: true, log: { info: tell, warn: tell } });
  await migrateStore(store.ownerUrl);
  const send = (signal: NodeJS.Signals) => {
    // The postmaster first: stopped, it starts no more of them. Let go on, it ends some of those that are signalled next.
    sendSignal(store.pid, signal);
    for (const pid of serverProcesses(join(home, 'store', 'data'))) sendSignal(pid, signal);
  };
  return {
    database: { ownerUrl: store.ownerUrl, appUrl: store.appUrl, drop: async () => undefined },
    freeze: () => send('SIGSTOP'),
    thaw: () => send('SIGCONT'),
    async [Symbol.asyncDispose]() {
      send('SIGCONT');
      await store.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
