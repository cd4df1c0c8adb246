import { join } from 'node:path';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import { explained } from '../../../repository/errors.ts';
import { assertScratchSpace } from '../../../scratch/space.ts';
import type { RestoreRun, ScratchRequest, ScratchTarget, StoredPoint } from '../../driver.ts';
import { partMissing } from '../errors.ts';
import { restoreFiles } from '../restore.ts';
import { probeFiles } from './probe.ts';

/** What a file takes of a disk besides its content, about: a million of a few bytes each are gigabytes. */
const BLOCK_BYTES = 4_096;

/** A folder of the drill's own, beside nothing. @throws HoldfastError DRILL_NO_SPACE, DRILL_TOO_LARGE, POINT_INCOMPLETE */
export async function openFilesScratch(
  point: StoredPoint,
  request: ScratchRequest,
  run: RestoreRun,
): Promise<ScratchTarget> {
  const { folder, maxBytes, pointId, drill } = request;
  const [part] = point.parts;
  if (!part) throw partMissing(pointId);
  const bytes = part.sizeBytes + (point.files ?? 0) * BLOCK_BYTES;
  await assertScratchSpace(folder, { bytes, maxBytes });
  const target = join(folder, 'restored');
  const plan = planTo(target, request);
  // Its own folder is all that this restore may touch.
  const grounds = { roots: [folder], forbidden: [] };
  return {
    restore: () => explained(() => restoreFiles(grounds, { point, plan, run })),
    probe: () =>
      explained(() =>
        probeFiles({ repository: point.repository, snapshotId: part.snapshotId, restored: target, drill, run }),
      ),
    async [Symbol.asyncDispose]() {},
  };
}

function planTo(path: string, { pointId, itemId }: ScratchRequest): RestorePlan {
  return {
    recoveryPointId: pointId,
    itemId,
    selection: { kind: 'ALL' },
    target: { kind: 'PATH', path },
    place: path,
    inPlace: false,
    conflict: 'FAIL_IF_EXISTS',
    keepReplacedDays: 0,
  };
}
