import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { PointContents } from '../../domain/point-contents.ts';
import type { BackupType, Consistency, StoredPart } from '../../domain/recovery-point.ts';
import { eq } from 'drizzle-orm';
import {
  itemSchedules,
  policies,
  protectedItems,
  recoveryPointParts,
  recoveryPoints,
  recoveryPointTiers,
} from '../../schema/index.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import { lookAgainSoon } from '../verification/look-again.ts';
import { lookIntoDamage } from '../verification/read-all.ts';
import type { Services } from '../context.ts';
import { settleAfterChange, settleObjectives } from '../objective/settle.ts';
import { endJob } from './end-job.ts';
import { countLacking, itemIdOf, tellOfDamage, type Warnings } from '../../domain/job.ts';
import { endOfKeep } from '../../domain/policy.ts';
import { figuresOf, tablesOf, totalsOf } from '../../domain/point-totals.ts';
import type { Suspicion } from '../../domain/suspicion.ts';
import { judgeChange, type JudgedPoint } from '../../domain/unusual-change.ts';
import { lastUnsuspected, pointsBefore } from '../../queries/suspicions.ts';
import { raiseUnusualChange } from '../alert/unusual-change.ts';
import { assertHeld, type Hold } from './hold.ts';
import { judgeApart } from './judge-apart.ts';
import { recordEvent } from './record-event.ts';

/** What a backup brought: every part stored and confirmed by the engine. */
export interface BackupResult {
  readonly takenAt: Date;
  readonly type: BackupType;
  readonly consistency: Consistency;
  readonly parts: readonly StoredPart[];
  readonly warnings: Warnings;
  /** What can be picked out of the point; null where the engine's listing says it, or nobody knows. */
  readonly contents: PointContents | null;
  /** Set when an earlier attempt's finished transfer was adopted. */
  readonly adoptedFrom?: number;
}

/**
 * Commits a backup: the point with all its parts, the job's end, the log and the audit entry in one transaction (law 1). What is judged of it
 * costs no backup: where that cannot be done the job's log says so.
 * @throws FencedError; ConflictError JOB_CANCELLING when someone asked it to stop before this: then the stored parts are the caller's to remove
 */
export async function finishBackup(services: Services, hold: Hold, result: BackupResult): Promise<{ pointId: string }> {
  return services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    if (job.status === 'CANCELLING') throw jobCancelling(hold.jobId);
    const itemId = itemIdOf(job);
    const [item] = await tx
      .select({ repositoryId: protectedItems.repositoryId, schedule: policies.schedule })
      .from(protectedItems)
      .innerJoin(policies, eq(policies.id, protectedItems.policyId))
      .where(eq(protectedItems.id, itemId));
    if (!item) throw new Error(`item ${itemId} of ${job.id} is missing`);
    // A breach that nobody saw while it lasted is recorded before this ends it.
    const objectives = { hold, what: 'Whether its objectives are met' };
    await judgeApart(tx, objectives, (inner) => settleObjectives(services, inner, [itemId]));
    const pointId = newId('recoveryPoint', services.clock.now());
    const totals = totalsOf(result);
    const figures = figuresOf(result);
    const point = { ...totals, figures, warningCount: countLacking(result.warnings) };
    const judged = { ...point, itemId, type: result.type, takenAt: result.takenAt };
    const suspicion = await judgeApart(tx, { hold, what: 'Whether it is unlike the points before it' }, (inner) =>
      suspicionOf(inner, judged),
    );
    await tx.insert(recoveryPoints).values({
      id: pointId,
      itemId,
      jobId: job.id,
      type: result.type,
      consistency: result.consistency,
      takenAt: result.takenAt,
      committedAt: SCHEDULE_NOW,
      keepUntil: job.keep && endOfKeep(result.takenAt, job.keep, item.schedule),
      partCount: result.parts.length,
      contents: result.contents,
      suspicion,
      ...point,
    });
    await tx.insert(recoveryPointParts).values(partRows(result, { pointId, repositoryId: item.repositoryId }));
    await tx.insert(recoveryPointTiers).values({ pointId, tier: 'VAULT' });
    await judgeApart(tx, objectives, (inner) => settleAfterChange(services, inner, [itemId]));
    if (result.adoptedFrom !== undefined) await tellAdopted(tx, hold, result.adoptedFrom);
    await endJob(
      tx,
      { job, hold },
      {
        status: result.warnings.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
        message: `Recovery point ${pointId}.`,
        warnings: result.warnings,
        result: { recoveryPointId: pointId, ...totals, tables: tablesOf(result) },
      },
    );
    if (suspicion) await raiseUnusualChange(services, tx, itemId);
    await endTroubles(tx, itemId);
    await lookAgainSoon(services, tx, itemId);
    if (tellOfDamage(result.warnings)) await lookIntoDamage(tx, job);
    return { pointId };
  });
}

async function tellAdopted(tx: Transaction, hold: Hold, attempt: number): Promise<void> {
  const message = `Attempt ${attempt} had finished the transfer; it was adopted, not repeated.`;
  await recordEvent(tx, { ...hold, type: 'backup.adopted', message });
}

async function endTroubles(tx: Transaction, itemId: string): Promise<void> {
  await resolveAlerts(tx, { kind: 'BACKUP_FAILED', itemId });
  await resolveAlerts(tx, { kind: 'BACKUP_MISSED', itemId });
  // A run that is late nevertheless is trouble of its own.
  await tx.update(itemSchedules).set({ isLateTold: false }).where(eq(itemSchedules.itemId, itemId));
}

function partRows({ parts }: BackupResult, of: { pointId: string; repositoryId: string }) {
  return parts.map(({ files: _files, figures: _figures, ...part }, ordinal) => ({ ...part, ...of, ordinal }));
}

/** What is unusual of the new point, compared with those before it; null: nothing. */
async function suspicionOf(
  tx: Transaction,
  point: JudgedPoint & { itemId: string; type: BackupType; takenAt: Date },
): Promise<Suspicion | null> {
  const { usual, standing } = await pointsBefore(tx, point);
  const reasons = judgeChange(point, { usual, standing });
  if (reasons.length === 0) return null;
  return { reasons, lastGoodPointId: (await lastUnsuspected(tx, point.itemId, point.takenAt))?.id ?? null };
}

export function jobCancelling(jobId: string): ConflictError {
  return new ConflictError({
    code: 'JOB_CANCELLING',
    message: `${jobId} was asked to stop.`,
    cause: 'Someone cancelled it before it was committed.',
    remedy: 'Nothing to do: what it stored is removed.',
    jobId,
  });
}
