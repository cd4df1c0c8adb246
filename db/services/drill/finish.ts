import type { Transaction } from '../../client.ts';
import type { DrillEvidence, DrillProbe, DrillTimes } from '../../domain/drill.ts';
import { alertOfFailure, drillProbeFailed, ofDrill, outcomeOfFailure } from '../../domain/drill-errors.ts';
import { achievedRtoMs, describeDrill, objectiveOf } from '../../domain/drill-report.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { itemIdOf, type Warnings } from '../../domain/job.ts';
import { rtoSecondsOf } from '../../queries/drill-objective.ts';
import type { jobs } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Services } from '../context.ts';
import { endJob } from '../job/end-job.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { drilledPoint, recordDrill } from './record.ts';

/** What a drill that came to its end found. */
export interface DrillResult {
  readonly times: DrillTimes;
  readonly evidence: DrillEvidence;
  readonly warnings: Warnings;
}

const NO_PROBE: DrillProbe = { name: 'none', passed: false, text: 'Nothing looked at what was restored.' };

/**
 * Ends a drill whose probes were made, in one transaction: its report, its job, what it proves of the item, the alerts. With a probe
 * that failed it has FAILED, and is not tried again.
 * @throws FencedError
 */
export async function finishDrill(services: Services, hold: Hold, found: DrillResult): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const point = await drilledPoint(tx, job.drill?.recoveryPointId ?? null);
    if (!point) throw new Error(`${job.id} restored no recovery point`);
    const { times, evidence, warnings } = found;
    // What looked at nothing has seen nothing.
    const failed = evidence.probes.length === 0 ? [NO_PROBE] : evidence.probes.filter(({ passed }) => !passed);
    if (failed.length > 0) {
      await endFailed(services, tx, { job, hold, error: drillProbeFailed(point, failed), found });
      return;
    }
    const objective = objectiveOf(achievedRtoMs(times), await rtoSecondsOf(tx, itemIdOf(job)));
    await endJob(
      tx,
      { job, hold },
      {
        status: warnings.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
        message: describeDrill({ times, objective, probes: evidence.probes.length }),
        warnings,
        result: {
          takenAt: point.takenAt.toISOString(),
          ...times,
          rtoMs: objective.achievedMs,
          rtoObjectiveSeconds: objective.objectiveSeconds,
          probes: evidence.probes.length,
          files: evidence.files ?? null,
          tables: evidence.tables ?? null,
          bytes: evidence.bytes ?? null,
        },
      },
    );
    await recordDrill(services, tx, { job, record: { outcome: 'PASSED', times, evidence } });
  });
}

/**
 * Ends a drill that came to no probes, in the caller's transaction, with its report and its alert: the caller has proven that the attempt
 * holds the job, and decided that no other follows.
 */
export async function endFailedDrill(
  services: Services,
  tx: Transaction,
  failed: { job: Job; hold: Hold; error: ErrorInfo; why: string },
): Promise<void> {
  const point = await drilledPoint(tx, failed.job.drill?.recoveryPointId ?? null);
  await endFailed(services, tx, { ...failed, error: ofDrill(failed.error, point) });
}

type Job = typeof jobs.$inferSelect;

async function endFailed(
  services: Services,
  tx: Transaction,
  failed: { job: Job; hold: Hold; error: ErrorInfo; why?: string; found?: DrillResult },
): Promise<void> {
  const { job, hold, error, why, found } = failed;
  const message = why === undefined ? error.message : `${error.message} Not tried again: ${why}.`;
  await endJob(tx, { job, hold }, { status: 'FAILED', message, error, ...(found && { warnings: found.warnings }) });
  const { times, evidence } = found ?? {};
  await recordDrill(services, tx, { job, record: { outcome: outcomeOfFailure(error), times, evidence, error } });
  const itemId = itemIdOf(job);
  await raiseAlert(services, tx, {
    ...alertOfFailure(error),
    subjectId: itemId,
    itemId,
    jobId: job.id,
    error,
  });
}
