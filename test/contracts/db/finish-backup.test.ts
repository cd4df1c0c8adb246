import { afterAll, expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { finishCancel } from '@holdfast/db/services/job/finish-cancel';
import { startTask } from '@holdfast/db/services/job/start-task';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import {
  AN_INSTANT,
  auditOf,
  backupResult,
  beginBackup,
  eventsOf,
  everything,
  jobRow,
  part,
  USERS_FAULT,
  type Row,
} from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const operator = as(services, 'OPERATOR');

async function pointOf(jobId: string): Promise<Row | undefined> {
  const [point] = await owner<Row[]>`select * from recovery_points where job_id = ${jobId}`;
  return point;
}

test('a backup commits its point with all parts and its tier, its end, its event and its audit entry', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await startTask(services, hold, 'Transfer to vault');
  const parts = [part('roles'), part('db one'), part('db two')];
  const { pointId } = await finishBackup(services, hold, backupResult({ parts, consistency: 'APPLICATION' }));
  const takenAt = new Date('2026-11-22T10:00:00Z');
  expect(await pointOf(hold.jobId)).toMatchObject({
    id: pointId,
    item_id: estate.itemId,
    state: 'AVAILABLE',
    type: 'FULL',
    consistency: 'APPLICATION',
    taken_at: takenAt,
    keep_until: null,
    deletion: null,
    part_count: 3,
    size_bytes: '3000',
    stored_bytes: '300',
    files: '30',
  });
  const stored =
    await owner`select name, snapshot_id, kind from recovery_point_parts where point_id = ${pointId} order by ordinal`;
  expect(stored).toEqual(parts.map(({ name, snapshotId, kind }) => ({ name, snapshot_id: snapshotId, kind })));
  expect(await owner`select tier from recovery_point_tiers where point_id = ${pointId}`).toEqual([{ tier: 'VAULT' }]);
  expect(await jobRow(owner, hold.jobId)).toMatchObject({
    status: 'COMPLETED',
    ended_at: AN_INSTANT,
    result: { recoveryPointId: pointId, sizeBytes: 3000, storedBytes: 300, files: 30 },
  });
  expect(await owner`select outcome from job_attempts where job_id = ${hold.jobId} and ended_at is not null`).toEqual([
    { outcome: 'COMPLETED' },
  ]);
  expect(await owner`select from job_tasks where job_id = ${hold.jobId} and ended_at is null`).toHaveLength(0);
  expect((await eventsOf(owner, hold.jobId)).at(-1)).toBe('job.completed');
  expect((await auditOf(owner, hold.jobId)).at(-1)).toEqual({
    action: 'job.ended',
    actor: { type: 'system', component: 'worker' },
    details: { status: 'COMPLETED' },
  });
});

test.for([
  ['two parts of one name', [part('same'), part('same')]],
  ['no parts', []],
  ['a part of a size that cannot be', [part('a'), { ...part('b'), sizeBytes: 1.5 }]],
] as const)('with %s nothing of a backup is committed, and the attempt still holds the job', async ([, parts]) => {
  const hold = await beginBackup(services, await seedEstate(services));
  const before = await everything(owner);
  await expect(finishBackup(services, hold, backupResult({ parts }))).rejects.toThrow(
    /^Failed query: insert into "recovery_point/,
  );
  expect(await everything(owner)).toEqual(before);
  await finishBackup(services, hold, backupResult());
});

test.for(['recovery_point_parts', 'recovery_point_tiers', 'job_events', 'audit_log'])(
  'when %s cannot be written nothing of a backup is committed',
  async (table) => {
    const hold = await beginBackup(services, await seedEstate(services));
    const before = await everything(owner);
    await owner`revoke insert on ${owner(table)} from holdfast_app`;
    await expect(finishBackup(services, hold, backupResult())).rejects.toMatchObject({ cause: { code: '42501' } });
    await owner`grant insert on ${owner(table)} to holdfast_app`;
    expect(await everything(owner)).toEqual(before);
  },
);

test('a warning that tells of earlier points is told with the job; its own point lacks nothing by it', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const first = ['STORED_AGAIN', 'FILE_UNREADABLE'].map((code) => ({ code, message: code }));
  await finishBackup(services, hold, backupResult({ warnings: { first, count: 5, file: '/var/log/x' } }));
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ warning_count: 5, warnings: first });
  expect(await pointOf(hold.jobId)).toMatchObject({ warning_count: 4 });
});

test('warnings are told: the first hundred with the point and the job, how many in all, and where the rest is', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const all = Array.from({ length: 250 }, (_, index) => ({ code: 'UNREADABLE', message: 'm', subject: `/f${index}` }));
  const warnings = { first: all, count: 250, file: '/var/log/x' };
  await finishBackup(services, hold, backupResult({ warnings }));
  const job = await jobRow(owner, hold.jobId);
  expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', warning_count: 250, warning_file: '/var/log/x' });
  expect(job['warnings']).toEqual(all.slice(0, 100));
  expect(await pointOf(hold.jobId)).toMatchObject({ warning_count: 250 });
});

test('an adopted transfer is told as adopted', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await finishBackup(services, hold, backupResult({ adoptedFrom: 1 }));
  expect(await eventsOf(owner, hold.jobId)).toEqual([
    'job.queued',
    'attempt.started',
    'backup.adopted',
    'job.completed',
  ]);
});

test('sizes beyond 32 bits are kept exactly', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const sizeBytes = 2 ** 50 + 1;
  await finishBackup(services, hold, backupResult({ parts: [{ ...part('big'), sizeBytes }] }));
  expect(await pointOf(hold.jobId)).toMatchObject({ size_bytes: String(sizeBytes) });
});

test('a backup that was asked to stop before its commit is not committed', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await cancelJob(operator, request({ jobId: hold.jobId }));
  const before = await everything(owner);
  await expect(finishBackup(services, hold, backupResult())).rejects.toMatchObject({
    code: 'JOB_CANCELLING',
    jobId: hold.jobId,
  });
  expect(await everything(owner)).toEqual(before);
});

test('what was asked to stop ends CANCELLED once its worker has taken back what it began', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await cancelJob(operator, request({ jobId: hold.jobId }));
  await finishCancel(services, hold);
  expect(await jobRow(owner, hold.jobId)).toMatchObject({
    status: 'CANCELLED',
    ended_at: AN_INSTANT,
    error: null,
  });
  expect(await owner`select outcome from job_attempts where job_id = ${hold.jobId}`).toEqual([
    { outcome: 'CANCELLED' },
  ]);
  expect((await auditOf(owner, hold.jobId)).at(-1)).toMatchObject({
    action: 'job.ended',
    details: { status: 'CANCELLED' },
  });
});

test('a job that nobody asked to stop cannot be ended as cancelled', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const before = await everything(owner);
  await expect(finishCancel(services, hold)).rejects.toThrow(/cannot become CANCELLED/);
  expect(await everything(owner)).toEqual(before);
});

test('the next success resolves the alert that a failed backup raised, and that of another item stays', async () => {
  const [estate, other] = [await seedEstate(services), await seedEstate(services)];
  for (const each of [estate, other])
    await failAttempt(services, await beginBackup(services, each), { error: USERS_FAULT });
  await finishBackup(services, await beginBackup(services, estate), backupResult());
  const alertsOf = (itemId: string) =>
    owner`select condition, resolved_at is null as open from alerts where item_id = ${itemId}`;
  expect(await alertsOf(estate.itemId)).toEqual([{ condition: 'RESOLVED', open: false }]);
  expect(await alertsOf(other.itemId)).toEqual([{ condition: 'FIRED', open: true }]);
});

test('a backup is committed also where nobody can say whether it is unusual or what it means for objectives: the log says so', async () => {
  const estate = await seedEstate(services);
  await owner`update protected_items set rpo_seconds = 60, protected_at = now() - interval '1 day' where id = ${estate.itemId}`;
  const hold = await beginBackup(services, estate);
  // What cannot be judged stands for all that may ever be wrong with what is judged by.
  await owner`revoke select, insert on objective_breaches from holdfast_app`;
  const { pointId } = await finishBackup(services, hold, backupResult({ takenAt: new Date() }));
  await owner`grant select, insert on objective_breaches to holdfast_app`;
  expect(await pointOf(hold.jobId)).toMatchObject({ id: pointId, state: 'AVAILABLE' });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'COMPLETED' });
  expect(await eventsOf(owner, hold.jobId)).toContain('job.not-judged');
});
