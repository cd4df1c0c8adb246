import type { Sql } from 'postgres';
import { expect } from 'vitest';
import type { ErrorInfo } from '@holdfast/db/domain/fault';
import type { StoredPart } from '@holdfast/db/domain/recovery-point';
import type { Services } from '@holdfast/db/services/context';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { finishBackup, type BackupResult } from '@holdfast/db/services/job/finish-backup';
import type { Hold } from '@holdfast/db/services/job/hold';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { as, request, type Estate } from '../../kit/estate.ts';

/** Some instant, where a test only asks whether there is one. */
export const AN_INSTANT: unknown = expect.any(Date);

export type Row = Record<string, unknown>;

export const PASSING: ErrorInfo = {
  code: 'VAULT_UNREACHABLE',
  message: 'The vault did not answer.',
  cause: 'It is not mounted.',
  remedy: 'Mount it.',
  retryable: true,
  fault: 'SERVICE',
};

export const USERS_FAULT: ErrorInfo = {
  code: 'SOURCE_NOT_FOUND',
  message: 'The folder is not there.',
  cause: 'It was moved.',
  remedy: 'Correct the path.',
  retryable: false,
  fault: 'USER',
};

/** Asks for a backup of the estate's item and takes it as the estate's worker. */
export async function beginBackup(services: Services, estate: Estate): Promise<Hold> {
  const { jobId } = await requestBackup(as(services, 'OPERATOR'), request({ itemId: estate.itemId }));
  return begin(services, { jobId, workerId: estate.workerId });
}

/** Asks for a restore of the point and takes it as the estate's worker. */
export async function beginRestore(
  services: Services,
  estate: Estate,
  target: { pointId: string; path: string },
): Promise<Hold> {
  const input = { recoveryPointId: target.pointId, target: { path: target.path } };
  const { jobId } = await requestRestore(as(services, 'OPERATOR'), request(input));
  return begin(services, { jobId, workerId: estate.workerId });
}

/** Takes a job that nobody holds. */
export async function begin(services: Services, run: { jobId: string; workerId: string }): Promise<Hold> {
  const beginning = await beginAttempt(services, run);
  if (beginning.kind !== 'BEGUN') throw new Error(`${run.jobId} could not be begun: ${beginning.kind}`);
  return { jobId: run.jobId, attempt: beginning.attempt };
}

/** A whole backup of the estate's item. */
export async function makePoint(services: Services, estate: Estate): Promise<string> {
  const hold = await beginBackup(services, estate);
  const { pointId } = await finishBackup(services, hold, backupResult());
  return pointId;
}

/** What an engine would have said of a folder of 1000 bytes. */
export function backupResult(change: Partial<BackupResult> = {}): BackupResult {
  return {
    takenAt: new Date('2026-11-22T10:00:00Z'),
    type: 'FULL',
    consistency: 'NONE',
    parts: [part('tree')],
    warnings: NO_WARNINGS,
    contents: null,
    ...change,
  };
}

/** Each call is another snapshot of the engine. */
export function part(name: string): StoredPart {
  return { name, kind: 'TREE', snapshotId: crypto.randomUUID(), sizeBytes: 1000, storedBytes: 100, files: 10 };
}

export async function jobRow(owner: Sql, jobId: string): Promise<Row> {
  const [row] = await owner<Row[]>`select * from jobs where id = ${jobId}`;
  if (!row) throw new Error(`there is no ${jobId}`);
  return row;
}

export async function eventsOf(owner: Sql, jobId: string): Promise<string[]> {
  const rows = await owner<{ type: string }[]>`select type from job_events where job_id = ${jobId} order by seq`;
  return rows.map((row) => row.type);
}

export interface Delivery {
  readonly id: string;
  readonly name: string;
  readonly data: Row;
  /** How long after it was sent it may be taken. */
  readonly delaySeconds: number;
}

/** What pg-boss is to deliver for a job, first sent first. */
export async function deliveriesOf(owner: Sql, jobId: string): Promise<Delivery[]> {
  const rows = await owner<Delivery[]>`
    select id, name, data, extract(epoch from start_after - created_on)::int as "delaySeconds"
    from queue.job where data->>'jobId' = ${jobId} order by created_on, start_after`;
  return [...rows];
}

/** Who did what to it, in order, as the audit log has it. */
export async function auditOf(owner: Sql, subjectId: string): Promise<{ action: string; actor: Row; details: Row }[]> {
  const rows = await owner<{ action: string; actor: Row; details: Row }[]>`
    select action, actor, details from audit_log where subject_id = ${subjectId} order by seq`;
  return [...rows];
}

/** Every row of every table of ours and every delivery: two of these are equal when nothing was changed in between. */
export async function everything(owner: Sql): Promise<Record<string, Row[]>> {
  const tables = await owner<{ name: string }[]>`
    select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
    where schemaname = 'public' or (schemaname = 'queue' and tablename = 'job_common') order by 1`;
  const rows: Record<string, Row[]> = {};
  for (const { name } of tables) {
    rows[name] = [...(await owner<Row[]>`select * from ${owner.unsafe(name)} t order by t::text`)];
  }
  return rows;
}

/** The outcome of the calls that came through and the errors of those that did not. */
export function split<T>(outcomes: PromiseSettledResult<T>[]): { done: T[]; refused: unknown[] } {
  return {
    done: outcomes.filter((outcome) => outcome.status === 'fulfilled').map((outcome) => outcome.value),
    refused: outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome): unknown => outcome.reason),
  };
}

/** Calls it many times at once. */
export async function atOnce<T>(
  times: number,
  call: (index: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(Array.from({ length: times }, (_, index) => call(index)));
}
