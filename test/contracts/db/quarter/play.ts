import type { Sql } from 'postgres';
import { sql } from 'drizzle-orm';
import { newId } from '@holdfast/db/domain/ids';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { noticeBreaches } from '@holdfast/db/services/objective/notice-breaches';
import { settleAfterChange, settleObjectives } from '@holdfast/db/services/objective/settle';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { resumeProtection } from '@holdfast/db/services/protected-item/resume';
import { stopProtection } from '@holdfast/db/services/protected-item/stop';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { deleteRecoveryPoint } from '@holdfast/db/services/recovery-point/delete';
import { undelete } from '@holdfast/db/services/recovery-point/undelete';
import type { Context, Services } from '@holdfast/db/services/context';
import { as, request, seedEstate, type Estate } from '../../../kit/estate.ts';
import { backupResult, beginBackup } from '../kit.ts';
import { drilled } from '../objectives-kit.ts';
import type { Moment, Quarter, Step } from './steps.ts';

export const BEGINNING = Date.UTC(2026, 0, 1);
export const instantOf = (moment: Moment) => new Date(BEGINNING + moment);

/** Of so many backups one goes the whole way of a job; the others write the same rows, with less to wait for. */
const WHOLE_WAY = 20;

/** Makes the estate of a quarter, with the clock at its beginning. */
export async function makeEstate(owner: Sql, services: Services, quarter: Quarter): Promise<Player> {
  const estate = await seedEstate(services);
  const admin = as(services, 'ADMIN');
  const policyIds: string[] = [];
  for (const [number, rpoSeconds] of quarter.policies.entries()) {
    const input = { name: `quarter ${number}`, ...(rpoSeconds !== null && { rpoSeconds }) };
    policyIds.push((await createPolicy(admin, request(input))).policyId);
  }
  const itemIds: string[] = [];
  for (const [number, { policy, ownRpo, rto }] of quarter.items.entries()) {
    const input = {
      ...{ name: `quarter ${number}`, vaultId: estate.vaultId, policyId: policyIds[policy] },
      source: { kind: 'FILES', config: { path: `/srv/${number}` } },
      ...(ownRpo !== null && { rpoSeconds: ownRpo }),
      ...(rto !== null && { rtoSeconds: rto }),
    };
    itemIds.push((await protectItem(admin, request(input))).itemId);
  }
  return new Player(owner, admin, { estate, policyIds, itemIds });
}

/** Does in the store what the steps say, by the services that do it. The clock is the caller's. */
export class Player {
  readonly itemIds: readonly string[];
  readonly #owner: Sql;
  readonly #admin: Context;
  readonly #estate: Estate;
  readonly #policyIds: readonly string[];
  readonly #points: string[][];
  #commits = 0;

  constructor(owner: Sql, admin: Context, of: { estate: Estate; policyIds: string[]; itemIds: string[] }) {
    this.#owner = owner;
    this.#admin = admin;
    this.#estate = of.estate;
    this.#policyIds = of.policyIds;
    this.itemIds = of.itemIds;
    this.#points = of.itemIds.map(() => []);
  }

  async take(step: Step): Promise<void> {
    const admin = this.#admin;
    if (step.kind === 'POLICY_RPO') {
      const policyId = this.#policyIds[step.policy];
      await updatePolicy(admin, request({ policyId, ...rpo(step.seconds) }));
      return;
    }
    const itemId = this.itemIds[step.item] ?? '';
    const pointId = (number: number) => this.#points[step.item]?.[number] ?? '';
    switch (step.kind) {
      case 'COMMIT':
        this.#points[step.item]?.push(await this.#commit(itemId, instantOf(step.takenAt)));
        return;
      case 'DAMAGE': {
        // As it is found by a verification, which tells nobody: the next look does.
        await damage(this.#owner, step.points.map(pointId));
        return;
      }
      case 'HEAL':
        await this.#heal(step.points.map(pointId));
        return;
      case 'DELETE':
        await deleteRecoveryPoint(admin, request({ recoveryPointId: pointId(step.point), reason: 'planned' }));
        return;
      case 'UNDELETE':
        await undelete(admin, request({ itemId, recoveryPointId: pointId(step.point) }));
        return;
      case 'STOP':
        await stopProtection(admin, request({ itemId, reason: 'planned' }));
        return;
      case 'RESUME':
        await resumeProtection(admin, request({ itemId }));
        return;
      case 'OWN_RPO':
        await updateItem(admin, request({ itemId, ...rpo(step.seconds) }));
        return;
      case 'DRILL':
        await this.#drill(itemId, step);
    }
  }

  async #commit(itemId: string, takenAt: Date): Promise<string> {
    this.#commits += 1;
    if (this.#commits % WHOLE_WAY !== 0) return this.#commitRows(itemId, takenAt);
    const hold = await beginBackup(this.#admin, { ...this.#estate, itemId });
    return (await finishBackup(this.#admin, hold, backupResult({ takenAt }))).pointId;
  }

  /** What `finishBackup` does of it. */
  async #commitRows(itemId: string, takenAt: Date): Promise<string> {
    const at = this.#admin.clock.now();
    const [id, job] = [newId('recoveryPoint', at), newId('job', at)];
    const by = JSON.stringify({ type: 'system', component: 'worker' });
    await this.#admin.db.transaction(async (tx) => {
      await settleObjectives(this.#admin, tx, [itemId]);
      await tx.execute(sql`
        with made as (
          insert into jobs (id, operation, status, item_id, site_id, requested_by, exclusion_key, max_attempts, ended_at)
          values (${job}, 'BACKUP', 'COMPLETED', ${itemId}, ${this.#estate.siteId}, ${by}::text::jsonb, ${job}, 3, now())
        ), point as (
          insert into recovery_points (id, item_id, job_id, type, consistency, taken_at, committed_at, part_count, size_bytes, stored_bytes)
          values (${id}, ${itemId}, ${job}, 'FULL', 'NONE', ${takenAt.toISOString()}::timestamptz, schedule_now(), 1, 1000, 100)
        )
        insert into recovery_point_parts (point_id, ordinal, name, kind, repository_id, snapshot_id, size_bytes, stored_bytes)
        select ${id}, 0, 'files', 'TREE', repository_id, md5(${id}), 1000, 100 from protected_items where id = ${itemId}`);
      await settleAfterChange(this.#admin, tx, [itemId]);
    });
    return id;
  }

  /** As a verification does it; the worker that runs it looks every half a minute. */
  async #heal(pointIds: readonly string[]): Promise<void> {
    await noticeBreaches(this.#admin);
    await this.#owner`update recovery_points set damage = null, damaged_at = null where id in ${this.#owner([...pointIds])}`;
    await noticeBreaches(this.#admin);
  }

  async #drill(itemId: string, { at, seconds }: { at: Moment; seconds: number }): Promise<void> {
    const { siteId } = this.#estate;
    const ended = instantOf(at).toISOString();
    await drilled(this.#owner, { itemId, siteId, pointId: null, at: ended, seconds, outcome: 'PASSED' });
    await this.#admin.db.transaction((tx) => settleObjectives(this.#admin, tx, [itemId]));
  }
}

function rpo(seconds: number | null) {
  return seconds === null ? { withoutRpo: true } : { rpoSeconds: seconds };
}

async function damage(owner: Sql, pointIds: readonly string[]): Promise<void> {
  const found = JSON.stringify({ certainty: 'DAMAGED', text: 'planned', jobId: 'job_x', paths: [], pathCount: 0 });
  await owner`update recovery_points set damage = ${found}::text::jsonb, damaged_at = schedule_now() where id in ${owner([...pointIds])}`;
}
