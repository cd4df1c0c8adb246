import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../client.ts';
import type { SourceKind } from '../sources/index.ts';

/** How many past restores an estimate looks back at. */
const LOOKS_BACK = 20;

const historyShape = z.object({
  sameItem: z.boolean(),
  restores: z.number(),
  bytes: z.number(),
  durationMs: z.number(),
});

/** Sums over past restores of the item itself, or of other items of its kind. */
export type RestoreHistory = z.output<typeof historyShape>;

/** The newest measured restores, of the item and of others of its kind, each summed up. One statement. */
export async function restoresLike(db: Database, item: { id: string; kind: SourceKind }): Promise<RestoreHistory[]> {
  const rows = await db.execute(sql`
    select "sameItem", count(*)::int as restores, sum(bytes)::float8 as bytes, sum(duration_ms)::float8 as "durationMs"
    from (
      select
        jobs.item_id = ${item.id} as "sameItem",
        (result->>'bytes')::float8 as bytes,
        (result->>'durationMs')::float8 as duration_ms,
        row_number() over (partition by jobs.item_id = ${item.id} order by ended_at desc) as age
      from jobs join protected_items item on item.id = jobs.item_id
      where item.kind = ${item.kind} and operation = 'RESTORE' and status in ('COMPLETED', 'COMPLETED_WITH_WARNINGS')
    ) measured
    where age <= ${LOOKS_BACK} and bytes is not null and duration_ms is not null
    group by "sameItem"`);
  return z.array(historyShape).parse([...rows]);
}

export type RestoreEstimate =
  | { readonly known: true; readonly durationMs: number; readonly basedOn: number; readonly from: 'ITEM' | 'KIND' }
  | { readonly known: false; readonly reason: string };

/** How long restoring so many bytes takes at the speed of past restores: of this item where there are any, else of its kind. */
export function estimateRestore(sizeBytes: number | undefined, history: readonly RestoreHistory[]): RestoreEstimate {
  if (sizeBytes === undefined) return { known: false, reason: 'The size of chosen paths is not known beforehand.' };
  const past = history.find((entry) => entry.sameItem) ?? history[0];
  if (!past) return { known: false, reason: 'Nothing of this kind has been restored yet.' };
  if (past.bytes === 0) return { known: false, reason: 'Past restores were of no size.' };
  const durationMs = Math.round((sizeBytes / past.bytes) * past.durationMs);
  return { known: true, durationMs, basedOn: past.restores, from: past.sameItem ? 'ITEM' : 'KIND' };
}
