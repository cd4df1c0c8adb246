import type { Database } from '../client.ts';
import { parseInput } from '../domain/parse.ts';
import { restoreRequestSchema, type ConflictRule } from '../domain/restore.ts';
import { openRestoreAt } from './open-restore.ts';
import { findRestorablePoint } from './restorable-point.ts';
import { estimateRestore, restoresLike, type RestoreEstimate } from './restore-estimate.ts';

/** What a restore would do, as far as the store knows; what stands at the target only the site's worker sees. */
export interface RestorePreview {
  readonly recoveryPointId: string;
  readonly itemId: string;
  readonly targetPath: string;
  /** Whether it lands where the item itself is. */
  readonly inPlace: boolean;
  readonly paths: readonly string[] | null;
  readonly conflict: ConflictRule;
  readonly keepReplacedDays: number;
  /** Bytes to restore; undefined for chosen paths, whose size only the engine knows. */
  readonly sizeBytes: number | undefined;
  readonly files: number | undefined;
  readonly estimate: RestoreEstimate;
  /** An open restore to the same place, inside it or around it: `requestRestore` would refuse. */
  readonly inTheWay: string | undefined;
}

/**
 * Reads a restore's input as `requestRestore` does and says what would come of it. Changes nothing.
 * @throws InvalidInputError; NotFoundError; ConflictError POINT_NOT_AVAILABLE
 */
export async function previewRestore(db: Database, input: unknown): Promise<RestorePreview> {
  const request = parseInput(restoreRequestSchema, input);
  const { point, item, policy } = await findRestorablePoint(db, request.recoveryPointId);
  const targetPath = request.target.path ?? item.config.path;
  const whole = request.paths === undefined;
  const sizeBytes = whole ? point.sizeBytes : undefined;
  return {
    recoveryPointId: point.id,
    itemId: item.id,
    targetPath,
    inPlace: targetPath === item.config.path,
    paths: request.paths ?? null,
    conflict: request.target.conflict,
    keepReplacedDays: policy.keepReplacedDays,
    sizeBytes,
    files: whole ? (point.files ?? undefined) : undefined,
    estimate: estimateRestore(sizeBytes, await restoresLike(db, item)),
    inTheWay: await openRestoreAt(db, item.siteId, targetPath),
  };
}
