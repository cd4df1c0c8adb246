import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateStore } from '@holdfast/db/migrate';
import { startEmbeddedStore } from '@holdfast/db/store/start';
import type { WorldDatabase } from '../kit/world.ts';

export interface DurableStore extends AsyncDisposable {
  readonly database: WorldDatabase;
}

/** A store as `npm start` has it: unlike those of tests it waits for the disk at each commit, which is part of what is measured. */
export async function startDurableStore(): Promise<DurableStore> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-bench-store-'));
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    // The account that runs the server when we are root must be able to pass through.
    await chmod(home, 0o711);
    const warn = (facts: object, message: string) => void process.stderr.write(`${message} ${JSON.stringify(facts)}\n`);
    const store = await startEmbeddedStore({ home, log: { info: () => undefined, warn } });
    await using starting = new AsyncDisposableStack();
    starting.defer(() => store.stop());
    await migrateStore(store.ownerUrl);
    const ending = starting.move();
    return {
      database: { ownerUrl: store.ownerUrl, appUrl: store.appUrl, drop: async () => undefined },
      async [Symbol.asyncDispose]() {
        await ending.disposeAsync();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
