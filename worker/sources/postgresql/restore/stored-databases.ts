import type { PointContents } from '@holdfast/db/domain/point-contents';
import type { StoredPoint } from '../../driver.ts';
import { contentsOf } from '../backup/contents.ts';
import { databaseOfPart } from '../part-names.ts';
import { readStoredSettings } from './point.ts';

/**
 * What databases and tables a point holds, by the settings that were stored with its dumps.
 * @throws HoldfastError POINT_INCOMPLETE; as every reading of a vault
 */
export async function storedDatabases(
  point: StoredPoint,
  run: { readonly signal: AbortSignal },
): Promise<PointContents> {
  const { databases } = await readStoredSettings(point, run);
  const dumped = new Set(point.parts.filter(({ kind }) => kind === 'DUMP').map((part) => databaseOfPart(part.name)));
  return contentsOf(databases.filter(({ name }) => dumped.has(name)));
}
