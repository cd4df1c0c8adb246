import { inArray, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import type { DatabaseContents } from '../domain/point-contents.ts';
import { recoveryPoints } from '../schema/index.ts';

/** A database of a point without its tables, of which there may be thousands. */
export type DatabaseInBrief = Pick<DatabaseContents, 'name' | 'tableCount'>;

/** A recovery point as a line of text tells of it. */
export interface PointInBrief {
  readonly takenAt: Date;
  /** The first of its databases, and how many there are in all; null where there are none to be picked out, or none are known. */
  readonly databases: { readonly first: readonly DatabaseInBrief[]; readonly count: number } | null;
}

/**
 * These points by their ids, deleted ones too; one that is not there is not in it. One statement, which brings no more of a
 * point's contents than is asked for.
 * @param most how many databases of each
 */
export async function pointsInBrief(
  db: Database,
  ids: readonly string[],
  { most }: { most: number },
): Promise<Map<string, PointInBrief>> {
  const { id, takenAt, contents } = recoveryPoints;
  const rows = await db
    .select({
      id,
      takenAt,
      count: sql<number | null>`jsonb_array_length(${contents} -> 'databases')`,
      first: sql<DatabaseInBrief[] | null>`(
        select jsonb_agg(jsonb_build_object('name', one -> 'name', 'tableCount', one -> 'tableCount') order by place)
        from jsonb_array_elements(${contents} -> 'databases') with ordinality as listed (one, place)
        where place <= ${most})`,
    })
    .from(recoveryPoints)
    .where(inArray(id, [...ids]));
  return new Map(
    rows.map(({ id: pointId, takenAt: at, count, first }) => {
      return [pointId, { takenAt: at, databases: count === null ? null : { first: first ?? [], count } }];
    }),
  );
}
