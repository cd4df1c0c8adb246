import type { Database } from '../client.ts';
import { parseInput } from '../domain/parse.ts';
import type { PointContents } from '../domain/point-contents.ts';
import {
  restoreRequestSchema,
  type ConflictRule,
  type RestoreCourse,
  type RestoreSelection,
} from '../domain/restore.ts';
import { formatTableName } from '../domain/sql-name.ts';
import { planRestore, sourceOf } from '../sources/index.ts';
import { openRestoreAt } from './open-restore.ts';
import { findRestorablePoint } from './restorable-point.ts';
import { estimateRestore, restoresLike, type RestoreEstimate } from './restore-estimate.ts';

/** What a restore would do, as far as the store knows; what stands at the target only the site's worker sees. */
export interface RestorePreview extends RestoreCourse {
  readonly recoveryPointId: string;
  readonly itemId: string;
  readonly siteId: string;
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
  const course = planRestore(request, { source: sourceOf(item), contents: point.contents });
  const sizeBytes = sizeOf(course.selection, point);
  return {
    ...course,
    recoveryPointId: point.id,
    itemId: item.id,
    siteId: item.siteId,
    conflict: request.target.conflict,
    keepReplacedDays: policy.keepReplacedDays,
    sizeBytes,
    files: course.selection.kind === 'ALL' && item.kind === 'FILES' ? (point.files ?? undefined) : undefined,
    estimate: estimateRestore(sizeBytes, await restoresLike(db, item)),
    inTheWay: await openRestoreAt(db, item.siteId, course.place),
  };
}

/** Of chosen databases and tables by what they held in the database when it was backed up. */
function sizeOf(
  selection: RestoreSelection,
  point: { readonly sizeBytes: number; readonly contents: PointContents | null },
): number | undefined {
  if (selection.kind === 'ALL') return point.sizeBytes;
  if (selection.kind === 'PATHS') return undefined;
  const database = point.contents?.databases.find(({ name }) => name === selection.database);
  if (!database || selection.kind === 'DATABASE') return database?.sizeBytes;
  const sizes = new Map(database.tables.map((table) => [formatTableName(table), table.sizeBytes]));
  const chosen = selection.tables.map((table) => sizes.get(formatTableName(table)));
  return chosen.every((size) => size !== undefined) ? chosen.reduce((sum, size) => sum + size, 0) : undefined;
}
