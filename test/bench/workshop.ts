import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenForChanges, type ChangeFeed } from '@holdfast/db/events/listen';
import { openWorld, protectFolder, type World } from '../kit/world.ts';
import { startDurableStore } from './durable-store.ts';
import { enginesGone } from './engines-gone.ts';
import { recordResticIn, type RecordingRestic } from './recording-restic.ts';

/** What all benchmarks work with: a Holdfast with one worker, and a folder on the same disk for the bare programs. */
export interface Workshop extends AsyncDisposable {
  readonly world: World;
  readonly feed: ChangeFeed;
  readonly restic: RecordingRestic;
  /** For the baselines. */
  readonly folder: string;
  /** A folder with one small file, the policy of everything, and an item of that folder in a vault of its own. */
  readonly tiny: { readonly folder: string; readonly policyId: string; readonly itemId: string };
  /** Aborted when someone interrupts, and when the worker dies. */
  readonly signal: AbortSignal;
}

/** Sets up everything; what it began is undone where it fails. Let go of it with `await using`. */
export async function openWorkshop(interrupted: AbortSignal): Promise<Workshop> {
  await using opening = new AsyncDisposableStack();
  const store = opening.use(await startDurableStore());
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-bench-')));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  interrupted.throwIfAborted();

  const world = opening.use(await openWorld(store.database));
  const tiny = await makeTiny(world);
  const restic = recordResticIn(folder);
  const worker = await world.startWorker({ HOLDFAST_RESTIC: restic.path, HOLDFAST_LOG_LEVEL: 'info' });
  // The world removes its folders after this: nothing may still write into them.
  opening.defer(() => enginesGone(world.home));
  opening.use(worker);
  const died = new AbortController();
  void worker.ended.then(({ code, signal }) => died.abort(new Error(`the worker ended (${signal ?? code})`)));
  const feed = await listen(world);
  opening.defer(() => feed.close());

  const ending = opening.move();
  return {
    world,
    feed,
    restic,
    folder,
    tiny,
    signal: AbortSignal.any([interrupted, died.signal]),
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

async function makeTiny(world: World): Promise<Workshop['tiny']> {
  const folder = join(world.data, 'tiny');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), 'a small file');
  return { folder, ...(await protectFolder(world, folder)) };
}

/** A feed that hears. */
async function listen(world: World): Promise<ChangeFeed> {
  const feed = listenForChanges({ url: world.storeUrl, onError: () => undefined });
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = feed.subscribe((heard) => {
    if (heard.kind === 'resync') resolve();
  });
  await promise;
  unsubscribe();
  return feed;
}
