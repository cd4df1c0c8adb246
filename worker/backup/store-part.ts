import { endOfKeep, LONGEST_RETENTION_DAYS } from '@holdfast/db/domain/policy';
import { daysOfEveryPoint } from '@holdfast/db/domain/retention';
import type { StoredPart } from '@holdfast/db/domain/recovery-point';
import type { Warnings } from '@holdfast/db/domain/job';
import { explained } from '../repository/errors.ts';
import type { Snapshot, TransferPart } from '../sources/driver.ts';
import { backup as runBackup } from '../vault/backup.ts';
import type { BackupJob } from './backup-job.ts';
import { explainCommand } from './explain-command.ts';
import { figuresFrom } from './figures.ts';
import { journalFiles, warningsFrom } from './journal.ts';
import { partProgress, type PartUnderWay } from './part-progress.ts';
import { tagsOf, type GivenDescription } from './snapshot-tags.ts';

export interface StoredWithWarnings {
  readonly part: StoredPart;
  readonly warnings: Warnings;
}

export interface PartToStore extends PartUnderWay {
  readonly snapshot: Snapshot;
  readonly part: TransferPart;
}

/**
 * The engine looks for the parent among snapshots of the same host and the same named paths. What a list names changes
 * with every file that comes or goes, and would then be read as if there were no parent.
 */
const PARENT_BY_HOST = ['--group-by', 'host'];

/**
 * Has the engine store one part. The host is the item, so that the engine finds the item's last snapshot as the parent and
 * reads only what changed.
 */
export async function storePart(job: BackupJob, toStore: PartToStore): Promise<StoredWithWarnings> {
  const { snapshot, part, ordinal, parts } = toStore;
  const { run, item } = job;
  const tags = tagsOf({
    job: run.hold.jobId,
    attempt: run.hold.attempt,
    part: part.name,
    partKind: part.kind,
    ordinal,
    parts,
    type: snapshot.type,
    consistency: snapshot.consistency,
    takenAt: snapshot.takenAt.toISOString(),
    ...(job.keep && { keepUntil: endOfKeep(snapshot.takenAt, job.keep, job.policy.schedule).toISOString() }),
    ...described(job),
  });
  const { source } = part;
  const journal = journalFiles(run.directory, part.name);
  const result = await explained(() =>
    runBackup(job.repository, {
      source,
      ...('excludes' in source && { excludes: source.excludes }),
      tags,
      host: item.id,
      extraArguments: PARENT_BY_HOST,
      ...journal,
      signal: run.signal,
      marker: run.marker,
      onStatus: (status) => run.progress(partProgress(toStore, status)),
    }),
  ).catch(async (error: unknown) => {
    throw await explainCommand(error, part, journal.errorFile);
  });
  const { summary } = result;
  return {
    part: {
      name: part.name,
      kind: part.kind,
      snapshotId: summary.snapshotId,
      sizeBytes: summary.bytesProcessed,
      storedBytes: summary.bytesAddedPacked,
      files: summary.filesProcessed,
      figures: figuresFrom(summary),
    },
    warnings: warningsFrom(result.errors, 'cwd' in source ? source.cwd : undefined),
  };
}

/** What a catalogue is rebuilt from, besides the point itself. */
function described({ item, policy }: BackupJob): Pick<GivenDescription, 'item' | 'policy'> {
  const { id, name, kind, config, tags, rpoSeconds, rtoSeconds, sealedSecret } = item;
  return {
    item: { id, name, kind, config, tags, rpoSeconds, rtoSeconds, hasSecret: sealedSecret !== null },
    policy: {
      ...{ id: policy.id, name: policy.name, keepReplacedDays: policy.keepReplacedDays },
      retention: policy.retention,
      // For a Holdfast of before there were rules, which asks for it.
      retentionDays: daysOfEveryPoint(policy.retention) ?? LONGEST_RETENTION_DAYS,
      ...(policy.schedule && { schedule: policy.schedule }),
    },
  };
}
