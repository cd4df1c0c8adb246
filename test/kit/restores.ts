import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { ended } from './jobs.ts';
import type { World } from './world.ts';

export interface RestoreWish {
  /** Inside the item; all of it when absent. */
  readonly paths?: readonly string[];
  /** Where to; where the item is when absent. */
  readonly path?: string;
  readonly conflict?: 'FAIL_IF_EXISTS' | 'KEEP_BOTH' | 'REPLACE';
}

/** Restores from a point and waits for the end. */
export async function restorePoint(world: World, point: { readonly id: string }, wish: RestoreWish = {}) {
  const { paths, path, conflict } = wish;
  const input = { recoveryPointId: point.id, paths, target: { path, conflict } };
  const { jobId } = await requestRestore(world.ctx, { input, idempotencyKey: world.key() });
  return ended(world, jobId, 120_000);
}
