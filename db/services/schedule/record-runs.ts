import type { Transaction } from '../../client.ts';
import type { DueRuns, RunOutcome } from '../../domain/scheduled-run.ts';
import { scheduledRuns } from '../../schema/index.ts';

/** What became of runs of a rule of an item; `jobId` where a job was queued for them, joined or overlapped. */
export interface RecordedRuns extends DueRuns {
  readonly itemId: string;
  readonly ruleKey: string;
  readonly outcome: RunOutcome;
  readonly jobId?: string;
}

/** A statement with more rows than this would have more parameters than PostgreSQL takes. */
const ROWS_AT_ONCE = 5_000;

/** Keeps what became of due runs, in the caller's transaction. */
export async function recordRuns(tx: Transaction, now: Date, runs: readonly RecordedRuns[]): Promise<void> {
  for (let from = 0; from < runs.length; from += ROWS_AT_ONCE) {
    const rows = runs.slice(from, from + ROWS_AT_ONCE).map((run) => ({ ...run, recordedAt: now }));
    await tx.insert(scheduledRuns).values(rows);
  }
}
