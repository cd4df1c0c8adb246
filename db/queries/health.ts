import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../client.ts';
import { FAULTS } from '../domain/fault.ts';
import {
  FAILURES_LOOKED_AT,
  HEALTH_ALERTS,
  judgeHealth,
  NO_SIGNALS,
  type Health,
  type HealthSignals,
} from '../domain/health.ts';
import { findStandings, type Standing } from './objectives.ts';

const instant = z.string().transform((text) => new Date(text));
const error = z.object({
  code: z.string(),
  message: z.string(),
  cause: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
  fault: z.enum(FAULTS),
});

const shape = z.object({
  itemId: z.string(),
  backups: z.array(z.object({ error: error.nullable(), at: instant })),
  takenAt: instant.nullable(),
  damage: z.object({ text: z.string() }).nullable(),
  damagedAt: instant.nullable(),
  alerts: z.array(z.object({ kind: z.enum(HEALTH_ALERTS), error, firedAt: instant, count: z.number() })),
});

/** An item's health, with how it stands with its objectives. */
export interface ItemHealth extends Standing {
  readonly health: Health;
}

/**
 * The health of items, by their ids: two statements for all of them.
 * @param which a condition on `item`
 */
export async function findHealth(db: Database, which: SQL): Promise<Map<string, ItemHealth>> {
  const standings = await findStandings(db, which);
  const signals = await findSignals(db, which);
  return new Map(
    standings.map((item) => {
      const health = judgeHealth({ ...(signals.get(item.itemId) ?? NO_SIGNALS), rpo: item.rpo, rto: item.rto });
      return [item.itemId, { ...item, health }];
    }),
  );
}

async function findSignals(db: Database, which: SQL): Promise<Map<string, HealthSignals>> {
  const kinds = sql.raw(HEALTH_ALERTS.map((kind) => `'${kind}'`).join(', '));
  const rows = await db.execute(sql`
    select item.id as "itemId", coalesce(backups.list, '[]') as backups, coalesce(fired.list, '[]') as alerts,
      to_json(newest.taken_at) as "takenAt", newest.damage, to_json(newest.damaged_at) as "damagedAt"
    from protected_items item
    left join lateral (
      select taken_at, damage, damaged_at from recovery_points
      where item_id = item.id and state = 'AVAILABLE' order by taken_at desc limit 1
    ) newest on true
    left join lateral (
      select json_agg(json_build_object('error', last.error, 'at', last.ended_at) order by last.id desc) as list from (
        select id, error, ended_at from jobs
        where item_id = item.id and operation = 'BACKUP' and status in ('COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED')
        order by id desc limit ${FAILURES_LOOKED_AT}
      ) last
    ) backups on true
    left join lateral (
      select json_agg(json_build_object('kind', kind, 'error', error, 'firedAt', fired_at, 'count', count) order by id) as list
      from alerts where item_id = item.id and condition = 'FIRED' and kind in (${kinds})
    ) fired on true
    where ${which}`);
  return new Map(
    z
      .array(shape)
      .parse([...rows])
      .map((row) => [row.itemId, signalsOf(row)]),
  );
}

function signalsOf({ backups, takenAt, damage, damagedAt, alerts }: z.output<typeof shape>): HealthSignals {
  const success = backups.findIndex((backup) => backup.error === null);
  const failures = (success === -1 ? backups : backups.slice(0, success)).flatMap((backup) =>
    backup.error === null ? [] : [{ error: backup.error, at: backup.at }],
  );
  const newest = takenAt && {
    damage: damage && damagedAt ? { text: damage.text, at: damagedAt } : null,
  };
  return { failures, newest, alerts };
}
