import type { Transaction } from '../../client.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Services } from '../context.ts';
import type { JudgedRow } from './claim-due.ts';
import { recordRuns } from './record-runs.ts';

interface NamedItem {
  readonly id: string;
  readonly name: string;
}

/**
 * Records the runs that nothing was there to queue in time, one outcome a rule with their count, and raises an alert for each
 * item of which one was later than the grace.
 */
export async function recordMissed(
  services: Services,
  tx: Transaction,
  { rows, now }: { rows: readonly JudgedRow[]; now: Date },
): Promise<void> {
  const missed = rows.flatMap(({ row, item, schedule, judgement }) =>
    judgement.missed ? [{ row, item, schedule, runs: judgement.missed }] : [],
  );
  await recordRuns(
    tx,
    now,
    missed.map(({ row, runs }) => ({ itemId: row.itemId, ruleKey: row.ruleKey, outcome: 'MISSED', ...runs })),
  );
  const tooLate = missed.filter(
    ({ runs, schedule }) => now.getTime() - runs.firstDueAt.getTime() > schedule.graceMinutes * 60_000,
  );
  for (const [item, ofItem] of byItem(tooLate)) {
    const count = ofItem.reduce((sum, { runs }) => sum + runs.count, 0);
    await raiseMissed(services, tx, { item, error: didNotRun(item.name, count) });
  }
}

/** Raises the alert that scheduled backups of an item do not run as they should; its next good backup resolves it. */
export async function raiseMissed(
  services: Services,
  tx: Transaction,
  { item, error }: { item: NamedItem; error: ErrorInfo },
): Promise<void> {
  const trouble = { kind: 'BACKUP_MISSED', severity: 'ERROR', subjectId: item.id, itemId: item.id } as const;
  await raiseAlert(services, tx, { ...trouble, error });
}

/** Raises the alert that the schedule of items cannot be worked with. */
export async function raiseUnusable(services: Services, tx: Transaction, items: readonly NamedItem[]): Promise<void> {
  for (const [item] of byItem(items.map((one) => ({ item: one })))) {
    await raiseMissed(services, tx, { item, error: unusable(item.name) });
  }
}

/** In one order everywhere: whoever raises alerts for many items then never waits for another in a circle. */
export function byItem<T extends { readonly item: NamedItem }>(rows: readonly T[]): [NamedItem, T[]][] {
  return [...Map.groupBy(rows, ({ item }) => item.id)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, ofItem]) => (ofItem[0] ? [[ofItem[0].item, ofItem]] : []));
}

export function didNotRun(name: string, count: number): ErrorInfo {
  return {
    code: 'BACKUP_MISSED',
    message:
      count === 1
        ? `A scheduled backup of ${name} did not run in time.`
        : `${count} scheduled backups of ${name} did not run.`,
    cause: 'No worker was there to start it, or the store could not be reached.',
    remedy:
      'See that a worker of its site runs. The newest run that was missed is caught up, where its policy says so.',
    retryable: true,
    fault: 'SERVICE',
  };
}

function unusable(name: string): ErrorInfo {
  return {
    code: 'SCHEDULE_UNUSABLE',
    message: `The schedule of ${name} cannot be worked with, and nothing runs by it.`,
    cause: 'It was written by another version of Holdfast, or its time zone is not known to this one.',
    remedy: "Run the same version everywhere, then give the item's policy its schedule again.",
    retryable: false,
    fault: 'SERVICE',
  };
}
