import type { Sql } from 'postgres';
import type { Services } from '@holdfast/db/services/context';
import type { Hold } from '@holdfast/db/services/job/hold';
import type { FoundDamage } from '@holdfast/db/domain/damage';
import { requestVerification } from '@holdfast/db/services/verification/request';
import { as, request, type Estate } from '../../kit/estate.ts';
import { begin, type Row } from './kit.ts';

/** The estate's repository, as its first backup would have left it: made. */
export async function makeRepository(owner: Sql, { vaultId }: Estate): Promise<string> {
  const [row] = await owner<{ id: string }[]>`
    update repositories set engine_id = 'engine', initialised_at = now() where vault_id = ${vaultId} returning id`;
  if (!row) throw new Error(`${vaultId} has no repository`);
  return row.id;
}

/** A check of the estate's vault that was asked for and taken by its worker. */
export async function beginVerification(services: Services, estate: Estate): Promise<Hold> {
  const { jobId } = await requestVerification(as(services, 'OPERATOR'), request({ vaultId: estate.vaultId }));
  return begin(services, { jobId, workerId: estate.workerId });
}

/** The snapshots of points of one part each, in the same order. */
export async function snapshotsOf(owner: Sql, pointIds: readonly string[]): Promise<string[]> {
  const rows = await owner<{ point: string; snapshot: string }[]>`
    select point_id as point, snapshot_id as snapshot from recovery_point_parts where point_id in ${owner([...pointIds])}`;
  const byPoint = new Map(rows.map(({ point, snapshot }) => [point, snapshot]));
  return pointIds.map((id) => byPoint.get(id) ?? '');
}

export function damaged(snapshotId: string, found: Partial<FoundDamage> = {}): FoundDamage {
  return { snapshotId, certainty: 'DAMAGED', paths: ['/a'], pathCount: 1, ...found };
}

/** What points are marked with, in the order given. */
export async function marksOf(owner: Sql, ids: readonly string[]): Promise<unknown[]> {
  const rows = await owner<Row[]>`
    select id, damage ->> 'certainty' as mark from recovery_points where id in ${owner([...ids])}`;
  const marks = new Map(rows.map(({ id, mark }) => [id, mark]));
  return ids.map((id) => marks.get(id));
}

export async function alertsOf(owner: Sql, vaultId: string): Promise<Row[]> {
  return [...(await owner<Row[]>`select * from alerts where vault_id = ${vaultId} order by id`)];
}
