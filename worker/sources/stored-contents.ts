import type { PointContents } from '@holdfast/db/domain/point-contents';
import type { SourceKind } from '@holdfast/db/sources/index';
import type { StoredPoint } from './driver.ts';
import { storedDatabases } from './postgresql/restore/stored-databases.ts';

/**
 * What can be picked out of a stored point, read from the vault alone: the source need not be there. Null where the engine's
 * own listing says it.
 * @throws HoldfastError as every reading of a vault
 */
export async function storedContents(
  kind: SourceKind,
  point: StoredPoint,
  run: { readonly signal: AbortSignal },
): Promise<PointContents | null> {
  switch (kind) {
    case 'FILES':
      return null;
    case 'POSTGRESQL':
      return storedDatabases(point, run);
  }
}
