import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { achievedRtoMs, median } from '../domain/drill-report.ts';

/** How many drills a trend is of. */
export const TREND_OF = 10;

/** One drill that restored all of its point. */
export interface TrendPoint {
  readonly drillId: string;
  readonly endedAt: Date;
  readonly restoreMs: number;
  /** With the opening of the vault. */
  readonly rtoMs: number;
}

/** How long restores of an item take, oldest first, and in the middle; null before there was one. */
export interface DrillTrend {
  readonly drills: readonly TrendPoint[];
  readonly medianRestoreMs: number | null;
  readonly medianRtoMs: number | null;
}

/** The trends of items by the last drills that restored, whatever their probes found. One statement. */
export async function drillTrends(db: Database, itemIds: readonly string[]): Promise<Map<string, DrillTrend>> {
  const rows = await db.execute<{
    itemId: string;
    id: string;
    endedAt: string;
    fetchMs: number;
    restoreMs: number;
  }>(sql`
    select item.id as "itemId", d.id, to_json(d.ended_at) as "endedAt", d.fetch_ms::float8 as "fetchMs", d.restore_ms::float8 as "restoreMs"
    from json_array_elements_text(${JSON.stringify([...itemIds])}::text::json) as item(id)
    cross join lateral (
      select * from drills where drills.item_id = item.id and drills.restore_ms is not null and drills.fetch_ms is not null
      order by drills.ended_at desc limit ${TREND_OF}) d
    order by d.ended_at`);
  const points = Map.groupBy(rows, ({ itemId }) => itemId);
  return new Map([...points].map(([itemId, drills]) => [itemId, trendOf(drills)]));
}

function trendOf(rows: readonly { id: string; endedAt: string; fetchMs: number; restoreMs: number }[]): DrillTrend {
  const drills = rows.map(({ id, endedAt, fetchMs, restoreMs }) => ({
    drillId: id,
    endedAt: new Date(endedAt),
    restoreMs,
    rtoMs: achievedRtoMs({ fetchMs, restoreMs }),
  }));
  return {
    drills,
    medianRestoreMs: median(drills.map(({ restoreMs }) => restoreMs)),
    medianRtoMs: median(drills.map(({ rtoMs }) => rtoMs)),
  };
}
