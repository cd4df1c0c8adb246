import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { itemIdOf, type Warnings } from '../../domain/job.ts';
import { replacedData } from '../../schema/index.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Services } from '../context.ts';
import { settleObjectives } from '../objective/settle.ts';
import { endJob } from './end-job.ts';
import { assertHeld, type Hold } from './hold.ts';
import { judgeApart } from './judge-apart.ts';

const DAY_MS = 86_400_000;

/** What a restore brought, in bytes. */
export interface RestoreResult {
  readonly restoredTo: string;
  readonly files?: number | undefined;
  readonly tables?: number | undefined;
  readonly bytes: number;
  /** Where what stood there before is kept, and on which machine's disk; null for what is on no worker's. */
  readonly replaced?: { readonly keptAt: string; readonly hostName: string | null } | undefined;
  readonly warnings: Warnings;
}

/**
 * Ends a restore whose data is in place, with the time it took since the job began, and has what it replaced removed after
 * the plan's days. A request to cancel that came after the swap no longer counts: the target is wholly new.
 * @throws FencedError
 */
export async function finishRestore(services: Services, hold: Hold, restored: RestoreResult): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const { warnings, replaced } = restored;
    const now = await databaseTime(tx);
    const keptUntil = new Date(now.getTime() + (job.plan?.keepReplacedDays ?? 0) * DAY_MS);
    if (replaced) await tx.insert(replacedData).values({ jobId: job.id, siteId: job.siteId, keptUntil, ...replaced });
    const result = {
      restoredTo: restored.restoredTo,
      files: restored.files ?? null,
      tables: restored.tables ?? null,
      bytes: restored.bytes,
      durationMs: now.getTime() - (job.startedAt ?? now).getTime(),
      replacedKeptAt: replaced?.keptAt ?? null,
      replacedKeptUntil: replaced ? keptUntil.toISOString() : null,
    };
    const status = warnings.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED';
    const message = `Restored to ${restored.restoredTo}.`;
    await endJob(tx, { job, hold }, { status, message, warnings, result });
    await judgeApart(tx, { hold, what: 'Whether its objectives are met' }, (inner) =>
      settleObjectives(services, inner, [itemIdOf(job)]),
    );
    await resolveAlerts(tx, { kind: 'RESTORE_FAILED', itemId: itemIdOf(job) });
  });
}

async function databaseTime(tx: Transaction): Promise<Date> {
  const [row] = await tx.execute<{ now: string }>(sql`select now()::text as now`);
  if (!row) throw new Error('the store does not tell the time');
  return new Date(row.now);
}
