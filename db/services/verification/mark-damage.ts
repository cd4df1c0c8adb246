import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { isSameDamage, joinDamage, type Damage, type FoundDamage } from '../../domain/damage.ts';
import { countPoints } from '../../domain/recovery-point.ts';
import { auditAll, type AuditAction } from '../audit.ts';
import type { Services } from '../context.ts';
import { drillHealed } from '../drill/after-healing.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { recordEvent } from '../job/record-event.ts';
import { resolveRestores } from './resolve-restores.ts';
import { tellDamage } from './tell-damage.ts';

/** What is known of the snapshots in a repository now. */
export interface Verdict {
  readonly repositoryId: string;
  /**
   * What this is a verdict on. `PRESENCE`: which snapshots are gone. `CONTENT`: of which that are there something is lost. Marks
   * of the other kind stay as they are.
   */
  readonly on: 'PRESENCE' | 'CONTENT';
  /** Everything of that kind that is wrong, and nothing else; of snapshots that belong to no point it says nothing. */
  readonly damaged: readonly FoundDamage[];
  /** What is damaged could not be told: every point that is not known to be damaged is suspect. */
  readonly allSuspect?: boolean;
}

export interface Marked {
  /** Points of which something is wrong that was well before, or wrong in another way. */
  readonly found: number;
  /** Points that are whole again. */
  readonly healed: number;
}

/**
 * Makes the points of a repository say what a verdict says: marks those that are damaged, and takes the mark from those that
    await drillHealed(
      tx,
      healed.map(({ id }) => id),
    );
    const restores = await resolveRestores(tx, [...new Set(healed.map(({ itemId }) => itemId))]);
    await tellOfIt(tx, hold, { on: verdict.on, found: found.length, healed: healed.length, restores });
 * place where damage is written. Doing it again changes nothing. Points that are being removed, or are, do not matter.
 * @throws FencedError
 */
export async function markDamage(services: Services, hold: Hold, verdict: Verdict): Promise<Marked> {
  return services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const points = await lockPoints(tx, verdict.repositoryId);
    const bySnapshot = new Map(verdict.damaged.map((one) => [one.snapshotId, one]));
    const damages = new Map(
      points.map((point) => [point.id, damageOf(point, { ...verdict, bySnapshot, jobId: job.id })]),
    );
    const isOurs = ({ damage }: Point) => damage !== null && isOf(damage, verdict.on);
    const found = points.flatMap((point) => {
      const now = damages.get(point.id);
      const says = now && (point.damage === null || !isSameDamage(point.damage, now));
      return says ? [{ ...point, now }] : [];
    });
    const healed = points.filter((point) => isOurs(point) && !damages.get(point.id));
    await write(
      tx,
      found.map(({ id, now }) => ({ id, damage: now })),
    );
    await write(
      tx,
      healed.map(({ id }) => ({ id, damage: null })),
    );
    await auditPoints(
      tx,
      'recovery-point.damaged',
      found.map(({ id, itemId, now }) => ({ id, itemId, ...now })),
    );
    await auditPoints(
      tx,
      'recovery-point.healed',
      healed.map(({ id, itemId }) => ({ id, itemId, jobId: job.id })),
    );
    await drillHealed(
      tx,
      healed.map(({ id }) => id),
    );
    const restores = await resolveRestores(tx, [...new Set(healed.map(({ itemId }) => itemId))]);
    await tellOfIt(tx, hold, { on: verdict.on, found: found.length, healed: healed.length, restores });
    const changed = found.length + healed.length > 0;
    if (job.vaultId !== null) await tellDamage(services, tx, { vaultId: job.vaultId, jobId: job.id, changed });
    return { found: found.length, healed: healed.length };
  });
}

interface Point {
  readonly id: string;
  readonly itemId: string;
  readonly damage: Damage | null;
  readonly snapshots: readonly string[];
}

/** Those of the repository that someone may still want to restore. */
async function lockPoints(tx: Transaction, repositoryId: string): Promise<readonly Point[]> {
  await tx.execute(sql`
    select point.id from recovery_points point
    where point.state in ('AVAILABLE', 'SOFT_DELETED') and exists (
      select from recovery_point_parts part where part.point_id = point.id and part.repository_id = ${repositoryId})
    order by point.id for no key update`);
  const rows = await tx.execute<{ id: string; itemId: string; damage: Damage | null; snapshots: string[] }>(sql`
    select point.id, point.item_id as "itemId", point.damage, json_agg(part.snapshot_id) as snapshots
    from recovery_points point join recovery_point_parts part on part.point_id = point.id
    where part.repository_id = ${repositoryId} and point.state in ('AVAILABLE', 'SOFT_DELETED')
    group by point.id order by point.id`);
  return [...rows];
}

/** What is wrong with a point by this verdict; a snapshot that is gone outweighs all that may be said of its content. */
function damageOf(
  point: Point,
  { on, bySnapshot, allSuspect, jobId }: Verdict & { bySnapshot: ReadonlyMap<string, FoundDamage>; jobId: string },
): Damage | undefined {
  if (on === 'CONTENT' && point.damage?.certainty === 'MISSING') return undefined;
  const found = point.snapshots.flatMap((id) => bySnapshot.get(id) ?? []);
  if (found.length > 0) return joinDamage(found, jobId);
  if (!allSuspect) return undefined;
  if (point.damage?.certainty === 'DAMAGED') return point.damage;
  return joinDamage([{ snapshotId: '', certainty: 'SUSPECT', paths: [], pathCount: null }], jobId);
}

function isOf({ certainty }: Damage, on: Verdict['on']): boolean {
  return (certainty === 'MISSING') === (on === 'PRESENCE');
}

async function write(
  tx: Transaction,
  rows: readonly { readonly id: string; readonly damage: Damage | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    update recovery_points point
    set damage = given.damage, damaged_at = case when given.damage is not null then coalesce(point.damaged_at, schedule_now()) end
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as given(id text, damage jsonb)
    where point.id = given.id`);
}

async function auditPoints(
  tx: Transaction,
  action: AuditAction,
  points: readonly ({ readonly id: string } & Readonly<Record<string, unknown>>)[],
): Promise<void> {
  await auditAll(
    { actor: { type: 'system', component: 'verification' } },
    tx,
    points.map(({ id, ...details }) => ({ action, subjectId: id, details })),
  );
}

async function tellOfIt(
  tx: Transaction,
  hold: Hold,
  { on, found, healed, restores }: Marked & Pick<Verdict, 'on'> & { readonly restores: number },
): Promise<void> {
  if (found > 0 && on === 'PRESENCE') {
    const message = `${countPoints(found)} of the catalogue ${found === 1 ? 'is' : 'are'} no longer in the vault.`;
    await recordEvent(tx, { ...hold, type: 'reconcile.missing', message, data: { missing: found } });
  } else if (found > 0) {
    const message = `${countPoints(found)} lost data, or may have.`;
    await recordEvent(tx, { ...hold, type: 'verify.damage-found', message, data: { damaged: found } });
  }
  if (healed === 0) return;
  const well = on === 'PRESENCE' ? `${countPoints(healed)} in the vault again.` : `${countPoints(healed)} whole again.`;
  const over = `The alerts of restores that failed by such damage are resolved of ${restores === 1 ? 'one item' : `${restores} items`}.`;
  const message = restores > 0 ? `${well} ${over}` : well;
  await recordEvent(tx, { ...hold, type: 'verify.healed', message, data: { healed } });
}
