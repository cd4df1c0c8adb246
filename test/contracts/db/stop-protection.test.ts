import { afterAll, beforeEach, expect, test } from 'vitest';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { resumeProtection } from '@holdfast/db/services/protected-item/resume';
import { stopProtection } from '@holdfast/db/services/protected-item/stop';
import { deleteRecoveryPoint } from '@holdfast/db/services/recovery-point/delete';
import { holdRecoveryPoint } from '@holdfast/db/services/recovery-point/hold';
import { undelete } from '@holdfast/db/services/recovery-point/undelete';
import { claimDueRuns } from '@holdfast/db/services/schedule/claim-due';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { as, request, type Estate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, beginBackup, everything } from './kit.ts';
import { applyToAll, beginRetention, runRetention, seedPoints, seedRetained, statesOf } from './retention-kit.ts';
import { NIGHTLY, nextRunOf, runsOf } from './schedule-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));
const contributor = as(services, 'CONTRIBUTOR');
const admin = as(services, 'ADMIN');

const MOMENTS = ['2026-11-10T02:00:00Z', '2026-11-18T02:00:00Z', '2026-11-20T02:00:00Z'];
const reason = 'the project has ended';

/** An item of three points, of which the first goes by its policy. */
async function seedThree(): Promise<{ estate: Estate; itemId: string; ids: string[] }> {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 5 } } });
  return { estate, itemId: estate.itemId, ids: await seedPoints(owner, estate, MOMENTS) };
}

async function runAt(estate: Estate, at: string) {
  await clock.set(at);
  return runRetention(services, estate);
}

const stop = (itemId: string, data?: string, by = contributor) => stopProtection(by, request({ itemId, data, reason }));

test('stopped to retain for ever: nothing goes any more, what retention had deleted softly is back, no backup is made', async () => {
  const { estate, itemId, ids } = await seedThree();
  await runAt(estate, NOW);
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'AVAILABLE', 'AVAILABLE']);
  await stop(itemId);
  for (const at of ['2027-11-20T12:00:00Z', '2027-12-20T12:00:00Z', '2027-12-25T12:00:00Z']) await runAt(estate, at);
  expect(await statesOf(owner, ids)).toEqual(['AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
  await expect(requestBackup(contributor, request({ itemId }))).rejects.toMatchObject({ code: 'PROTECTION_STOPPED' });
  expect((await auditOf(owner, itemId)).at(-1)).toMatchObject({
    action: 'item.protection-stopped',
    details: { data: 'RETAIN_FOREVER', reason, deleted: 0 },
  });
});

test('stopped to retain by policy: retention counts on, and the newest point stays', async () => {
  const { estate, itemId, ids } = await seedThree();
  await stop(itemId, 'RETAIN_BY_POLICY');
  await runAt(estate, '2027-11-20T12:00:00Z');
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'SOFT_DELETED', 'AVAILABLE']);
});

test('stopped to delete data: all but held points are deleted softly, and removed after their days', async () => {
  const { estate, itemId, ids } = await seedThree();
  await runAt(estate, NOW);
  await holdRecoveryPoint(contributor, request({ recoveryPointId: ids[1], reason: 'a case' }));
  expect(await stop(itemId, 'DELETE', admin)).toEqual({ itemId, deleted: '2' });
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'AVAILABLE', 'SOFT_DELETED']);
  expect((await runAt(estate, '2026-12-04T12:30:00Z')).forgotten).toEqual([]);
  expect((await runAt(estate, '2026-12-05T12:30:00Z')).forgotten).toHaveLength(2);
  expect(await statesOf(owner, ids)).toEqual(['REMOVED', 'AVAILABLE', 'REMOVED']);
});

test('deleting data needs an administrator, and changes nothing for anyone else', async () => {
  const { itemId, ids } = await seedThree();
  const before = await everything(owner);
  await expect(stop(itemId, 'DELETE')).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
  const one = deleteRecoveryPoint(contributor, request({ recoveryPointId: ids[0], reason }));
  await expect(one).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
  expect(await everything(owner)).toEqual(before);
});

test('data is not deleted while a backup of it is open', async () => {
  const { estate, itemId } = await seedThree();
  const { jobId } = await beginBackup(services, estate);
  await expect(stop(itemId, 'DELETE', admin)).rejects.toMatchObject({ code: 'JOB_RUNNING', jobId });
  await expect(stop(itemId)).resolves.toBeDefined();
});

test('what people deleted comes back by undelete, whole or one point; what retention deleted does not', async () => {
  const { estate, itemId, ids } = await seedThree();
  await runAt(estate, NOW);
  await deleteRecoveryPoint(admin, request({ recoveryPointId: ids[1], reason }));
  await deleteRecoveryPoint(admin, request({ recoveryPointId: ids[2], reason }));
  expect(await undelete(contributor, request({ itemId, recoveryPointId: ids[2] }))).toMatchObject({ undeleted: '1' });
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'SOFT_DELETED', 'AVAILABLE']);
  await undelete(contributor, request({ itemId }));
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'AVAILABLE', 'AVAILABLE']);
  await expect(undelete(contributor, request({ itemId }))).rejects.toMatchObject({ code: 'NOTHING_TO_UNDELETE' });
  expect((await auditOf(owner, ids[1] ?? '')).map(({ action }) => action)).toEqual([
    'recovery-point.deleted',
    'recovery-point.undeleted',
  ]);
});

test('retention neither brings back what a person deleted nor takes the newest of what is left', async () => {
  const { estate, ids } = await seedThree();
  await deleteRecoveryPoint(admin, request({ recoveryPointId: ids[2], reason }));
  await runAt(estate, '2026-11-30T12:00:00Z');
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'AVAILABLE', 'SOFT_DELETED']);
});

test('a held point is not deleted, nor one that is deleted already', async () => {
  const { ids } = await seedThree();
  const [held = '', gone = ''] = ids;
  await holdRecoveryPoint(contributor, request({ recoveryPointId: held, reason: 'a case' }));
  const first = deleteRecoveryPoint(admin, request({ recoveryPointId: held, reason }));
  await expect(first).rejects.toMatchObject({ code: 'POINT_HELD' });
  await deleteRecoveryPoint(admin, request({ recoveryPointId: gone, reason }));
  const again = deleteRecoveryPoint(admin, request({ recoveryPointId: gone, reason }));
  await expect(again).rejects.toMatchObject({ code: 'POINT_NOT_AVAILABLE' });
});

test('a stopped item has no next run; resumed it runs by its schedule from then on, and what was due meanwhile is no run missed', async () => {
  const { estate, itemId } = await seedThree();
  await updatePolicy(admin, request({ policyId: estate.policyId, schedule: NIGHTLY }));
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-21 02:00');
  await stop(itemId);
  expect(await nextRunOf(owner, itemId)).toBeNull();
  await clock.set('2026-11-25T12:00:00Z');
  await claimDueRuns(services, 100);
  await resumeProtection(contributor, request({ itemId }));
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-26 02:00');
  expect(await runsOf(owner, itemId)).toEqual([]);
  await expect(resumeProtection(contributor, request({ itemId }))).rejects.toMatchObject({ code: 'ALREADY_PROTECTED' });
});

test('an item that is stopped while its run is due has that run recorded as stopped, and resumed at once keeps the one run', async () => {
  const { estate, itemId } = await seedThree();
  await updatePolicy(admin, request({ policyId: estate.policyId, schedule: NIGHTLY }));
  await clock.set('2026-11-21T02:00:00Z');
  await stop(itemId);
  await claimDueRuns(services, 100);
  expect(await runsOf(owner, itemId)).toMatchObject([{ outcome: 'STOPPED', due: '2026-11-21 02:00' }]);
  await resumeProtection(contributor, request({ itemId }));
  await claimDueRuns(services, 100);
  expect(await runsOf(owner, itemId)).toHaveLength(1);
});

test('protection that is stopped for ever in the moment in which retention is applied keeps everything', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { estate, itemId, ids } = await seedThree();
    const job = await beginRetention(services, estate);
    await Promise.all([applyToAll(services, job), stop(itemId)]);
    expect(await statesOf(owner, ids)).toEqual(['AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
  }
});
