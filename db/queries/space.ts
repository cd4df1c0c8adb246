import { and, asc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Transaction } from '../client.ts';
import {
  DAYS_LOOKED_BACK,
  forecastSpace,
  judgeFilling,
  type FillingSeverity,
  type MeasuredSpace,
  type SpaceForecast,
} from '../domain/space-forecast.ts';
import { repositories, repositorySizes } from '../schema/index.ts';
import { isAmong } from './is-among.ts';

/** What was measured of a repository last on a day (UTC). */
export interface DailySize extends MeasuredSpace {
  readonly sourceBytes: number | null;
}

/**
 * Measurements that are not of the future. A clock that was put back leaves some that are: what is free now is not known by them. Less than
 * this is how far a clock is corrected while it runs.
 */
const IS_BELIEVED = sql`measured_at <= now() + interval '5 minutes'`;

/** Measurements of the last hour: until they are older nobody measures again. */
export const IS_FRESH = sql`(measured_at > now() - interval '1 hour' and ${IS_BELIEVED})`;

/** What was measured of repositories, the last of each day in UTC, oldest first, by repository. */
export async function dailySizes(
  db: Database | Transaction,
  repositoryIds: readonly string[],
  days: number = DAYS_LOOKED_BACK,
): Promise<Map<string, DailySize[]>> {
  const { repositoryId, measuredAt, storedBytes, sourceBytes, freeBytes, capacityBytes } = repositorySizes;
  const day = sql`date_trunc('day', ${measuredAt} at time zone 'UTC')`;
  const rows = await db
    .selectDistinctOn([repositoryId, day], {
      repositoryId,
      measuredAt,
      storedBytes,
      sourceBytes,
      freeBytes,
      capacityBytes,
    })
    .from(repositorySizes)
    .where(
      and(
        isAmong(repositoryId, repositoryIds),
        gt(measuredAt, sql`now() - make_interval(days => ${days})`),
        IS_BELIEVED,
      ),
    )
    .orderBy(repositoryId, day, sql`${measuredAt} desc`);
  return Map.groupBy(rows, (row) => row.repositoryId);
}

/** The repositories on disks of a site that were not measured within the last hour. */
export async function repositoriesToMeasure(db: Database, siteId: string): Promise<{ id: string; url: string }[]> {
  return db
    .select({ id: repositories.id, url: repositories.url })
    .from(repositories)
    .where(
      and(
        eq(repositories.siteId, siteId),
        isNotNull(repositories.engineId),
        sql`${repositories.url} like '/%'`,
        sql`not exists (
          select from repository_sizes measured
          where measured.repository_id = ${repositories.id} and ${IS_FRESH})`,
      ),
    )
    .orderBy(asc(repositories.id));
}

/** How much room a vault takes and has, over its repositories. */
export interface VaultSpace extends SpaceForecast {
  readonly storedBytes: number;
  readonly sourceBytes: number | null;
  readonly freeBytes: number | null;
  readonly capacityBytes: number | null;
  /** Of the repository that was measured longest ago. */
  readonly measuredAt: Date;
  readonly filling: FillingSeverity | null;
  readonly repositoryIds: readonly string[];
}

/** The space of vaults that were measured, by vault. */
export async function spaceOfVaults(db: Database, vaultIds: readonly string[]): Promise<Map<string, VaultSpace>> {
  const rows = await db
    .select({ id: repositories.id, vaultId: repositories.vaultId })
    .from(repositories)
    .where(isAmong(repositories.vaultId, vaultIds));
  const sizes = await dailySizes(
    db,
    rows.map(({ id }) => id),
  );
  const spaces = [...Map.groupBy(rows, ({ vaultId }) => vaultId)].flatMap(([vaultId, ofVault]) => {
    const space = spaceOf(ofVault.flatMap(({ id }) => (sizes.has(id) ? [{ id, daily: sizes.get(id) ?? [] }] : [])));
    return space ? [[vaultId, space] as const] : [];
  });
  return new Map(spaces);
}

function spaceOf(measured: readonly { id: string; daily: readonly DailySize[] }[]): VaultSpace | null {
  const each = measured.flatMap(({ daily }) => {
    const newest = daily.at(-1);
    return newest ? [{ newest, forecast: forecastSpace(daily) }] : [];
  });
  const [first] = each;
  if (!first) return null;
  const days = each.map(({ forecast }) => forecast.daysUntilFull).filter((left) => left !== null);
  const fillings = each.map(({ newest, forecast }) => judgeFilling({ ...newest, ...forecast }, null));
  return {
    storedBytes: each.reduce((sum, { newest }) => sum + newest.storedBytes, 0),
    sourceBytes: sumKnown(each.map(({ newest }) => newest.sourceBytes)),
    freeBytes: sumKnown(each.map(({ newest }) => newest.freeBytes)),
    capacityBytes: sumKnown(each.map(({ newest }) => newest.capacityBytes)),
    growthBytesPerDay: sumKnown(each.map(({ forecast }) => forecast.growthBytesPerDay)),
    daysUntilFull: days.length === 0 ? null : Math.min(...days),
    measuredAt: new Date(Math.min(...each.map(({ newest }) => newest.measuredAt.getTime()))),
    filling: fillings.find((one) => one === 'CRITICAL') ?? fillings.find((one) => one !== null) ?? null,
    repositoryIds: measured.map(({ id }) => id),
  };
}

/** Null where one of them is not known. */
function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

const itemSpaceShape = z.object({
  itemId: z.string(),
  recoveryPoints: z.number(),
  sourceBytes: z.number(),
  storedBytes: z.number(),
  growthBytesPerDay: z.number().nullable(),
});

/** What an item's available points are of, and what the vault grew by for them. */
export type ItemSpace = Omit<z.output<typeof itemSpaceShape>, 'itemId'>;

/** The space of items that have available points, by item. The growth is that of the last 30 days, or of as many whole days as there are. */
export async function spaceOfItems(db: Database, itemIds: readonly string[]): Promise<Map<string, ItemSpace>> {
  const rows = await db.execute(sql`
    select item_id as "itemId", count(*)::int as "recoveryPoints", sum(size_bytes)::float8 as "sourceBytes",
      sum(stored_bytes)::float8 as "storedBytes",
      (case when min(taken_at) < now() - interval '1 day' then
        coalesce(sum(stored_bytes) filter (where taken_at > now() - make_interval(days => ${DAYS_LOOKED_BACK}) and taken_at > first_at), 0)
          / least(${DAYS_LOOKED_BACK}, extract(epoch from now() - min(taken_at)) / 86400)
      end)::float8 as "growthBytesPerDay"
    from (
      select *, min(taken_at) over (partition by item_id) as first_at from recovery_points
      where state = 'AVAILABLE' and item_id in (select json_array_elements_text(${JSON.stringify(itemIds)}::text::json))
    ) available
    group by item_id`);
  return new Map(
    z
      .array(itemSpaceShape)
      .parse([...rows])
      .map(({ itemId, ...space }) => [itemId, space]),
  );
}
