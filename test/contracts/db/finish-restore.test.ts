import { afterAll, expect, test } from 'vitest';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishRestore, type RestoreResult } from '@holdfast/db/services/job/finish-restore';
import type { Hold } from '@holdfast/db/services/job/hold';
import { settleReplacedData } from '@holdfast/db/services/replaced-data/settle';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { AN_INSTANT, auditOf, beginRestore, eventsOf, everything, jobRow, makePoint, USERS_FAULT } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

const RESTORED: RestoreResult = { restoredTo: '/srv/x', files: 3, bytes: 10, warnings: NO_WARNINGS };
const REPLACED = { keptAt: '/srv/.x.replaced', hostName: 'host-1' };

async function runningRestore(estate?: Estate): Promise<{ estate: Estate; hold: Hold }> {
  const at = estate ?? (await seedEstate(services));
  return {
    estate: at,
    hold: await beginRestore(services, at, { pointId: await makePoint(services, at), path: '/srv/x' }),
  };
}

test('a restore ends with what it brought, the time since it began, its event and its audit entry', async () => {
  const { hold } = await runningRestore();
  await owner`update jobs set started_at = now() - interval '90 seconds' where id = ${hold.jobId}`;
  await finishRestore(services, hold, RESTORED);
  const job = await jobRow(owner, hold.jobId);
  expect(job).toMatchObject({
    status: 'COMPLETED',
    ended_at: AN_INSTANT,
    result: { restoredTo: '/srv/x', files: 3, bytes: 10, replacedKeptAt: null, replacedKeptUntil: null },
  });
  const [took] = await owner`select (result->>'durationMs')::int as ms from jobs where id = ${hold.jobId}`;
  expect(took?.['ms']).toBeGreaterThanOrEqual(90_000);
  expect(took?.['ms']).toBeLessThan(120_000);
  expect((await eventsOf(owner, hold.jobId)).at(-1)).toBe('job.completed');
  expect((await auditOf(owner, hold.jobId)).at(-1)).toMatchObject({
    action: 'job.ended',
    details: { status: 'COMPLETED' },
  });
  expect(await owner`select from replaced_data where job_id = ${hold.jobId}`).toHaveLength(0);
});

test('what a restore replaced is remembered in its end’s transaction, to be kept for the plan’s days', async () => {
  const { hold, estate } = await runningRestore();
  await finishRestore(services, hold, { ...RESTORED, replaced: REPLACED });
  const [kept] = await owner`
    select r.*, round(extract(epoch from r.kept_until - j.ended_at) / 86400)::int as days, (j.result->>'replacedKeptUntil')::timestamptz = r.kept_until as told
    from replaced_data r join jobs j on j.id = r.job_id where r.job_id = ${hold.jobId}`;
  expect(kept).toMatchObject({
    site_id: estate.siteId,
    host_name: 'host-1',
    kept_at: '/srv/.x.replaced',
    days: 7,
    told: true,
    removed_at: null,
  });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ result: { replacedKeptAt: '/srv/.x.replaced' } });
});

test.for(['replaced_data', 'job_events', 'audit_log'])(
  'when %s cannot be written the restore has not ended and nothing is remembered',
  async (table) => {
    const { hold } = await runningRestore();
    const before = await everything(owner);
    await owner`revoke insert on ${owner(table)} from holdfast_app`;
    const ending = finishRestore(services, hold, { ...RESTORED, replaced: REPLACED });
    await expect(ending).rejects.toMatchObject({ cause: { code: '42501' } });
    await owner`grant insert on ${owner(table)} to holdfast_app`;
    expect(await everything(owner)).toEqual(before);
  },
);

test('what was replaced is written down as removed, with an audit entry, or with why it could not be', async () => {
  const { hold } = await runningRestore();
  await finishRestore(services, hold, { ...RESTORED, replaced: REPLACED });
  const { jobId } = hold;
  const kept = async () =>
    (await owner`select removed_at, removal_error from replaced_data where job_id = ${jobId}`)[0];
  await settleReplacedData(services, { jobId, keptAt: REPLACED.keptAt, error: 'not mounted' });
  expect(await kept()).toEqual({ removed_at: null, removal_error: 'not mounted' });
  await settleReplacedData(services, { jobId, keptAt: REPLACED.keptAt });
  expect(await kept()).toEqual({ removed_at: AN_INSTANT, removal_error: null });
  expect((await auditOf(owner, jobId)).filter((entry) => entry.action === 'replaced-data.removed')).toEqual([
    {
      action: 'replaced-data.removed',
      actor: { type: 'system', component: 'worker' },
      details: { keptAt: REPLACED.keptAt },
    },
  ]);
});

test('a request to cancel that comes after the swap no longer counts: the restore completes', async () => {
  const { hold } = await runningRestore();
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: hold.jobId }));
  await finishRestore(services, hold, RESTORED);
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'COMPLETED' });
});

test('a restore with warnings completes with warnings', async () => {
  const { hold } = await runningRestore();
  const first = [{ code: 'OWNER_NOT_SET', message: 'm', subject: '/a' }];
  await finishRestore(services, hold, { ...RESTORED, warnings: { first, count: 1 } });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({
    status: 'COMPLETED_WITH_WARNINGS',
    warnings: first,
    warning_count: 1,
  });
});

test('the next restore that works resolves the alert of the one that failed', async () => {
  const { hold, estate } = await runningRestore();
  await failAttempt(services, hold, { error: USERS_FAULT });
  const next = await runningRestore(estate);
  await finishRestore(services, next.hold, RESTORED);
  expect(await owner`select kind, condition from alerts where item_id = ${estate.itemId}`).toEqual([
    { kind: 'RESTORE_FAILED', condition: 'RESOLVED' },
  ]);
});
