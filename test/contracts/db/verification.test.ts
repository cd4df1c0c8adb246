import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { adoptPoints } from '@holdfast/db/services/verification/adopt-points';
import { VERIFICATION } from '@holdfast/db/services/verification/vault-task';
import { claimDueVaults } from '@holdfast/db/services/vault-task/claim-due';
import { finishVerification } from '@holdfast/db/services/verification/finish';
import { markDamage } from '@holdfast/db/services/verification/mark-damage';
import { planVerification } from '@holdfast/db/services/verification/plan';
import { packsIn, recordLook } from '@holdfast/db/services/verification/record-look';
import { requestVerification } from '@holdfast/db/services/verification/request';
import { updateVault } from '@holdfast/db/services/vault/update';
import { vaultVerifications } from '@holdfast/db/queries/vault-verification';
import { parseSource } from '@holdfast/db/sources/index';
import { newId } from '@holdfast/db/domain/ids';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { atOnce, auditOf, backupResult, beginBackup, eventsOf, everything, jobRow, split, type Row } from './kit.ts';
import { seedPoints } from './retention-kit.ts';
import { alertsOf, beginVerification, damaged, makeRepository, marksOf, snapshotsOf } from './verification-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const DAYS = ['2026-11-15T02:00:00Z', '2026-11-16T02:00:00Z', '2026-11-17T02:00:00Z'];

/** An estate with three points in a repository that was made. */
async function seedChecked(): Promise<Estate & { repositoryId: string; points: string[]; snapshots: string[] }> {
  const estate = await seedEstate(services);
  const points = await seedPoints(owner, estate, DAYS);
  const repositoryId = await makeRepository(owner, estate);
  await owner`update vaults set next_verify_at = '2026-11-20T20:00:00Z' where id = ${estate.vaultId}`;
  return { ...estate, repositoryId, points, snapshots: await snapshotsOf(owner, points) };
}

const look = (repositoryId: string, share: number, change = {}) => ({
  repositoryId,
  read: { share, of: 30 },
  seconds: 2,
  errorCount: 0,
  brokenPacks: [],
  findings: [],
  ...change,
});

describe('checks are queued by the vault’s own clock', () => {
  test('each vault once a day, however many workers look at once; none of a vault that is empty or never checked', async () => {
    const due = await seedChecked();
    const empty = await seedEstate(services);
    const never = await seedChecked();
    await updateVault(as(services, 'ADMIN'), request({ vaultId: never.vaultId, withoutVerification: true }));
    await owner`update vaults set next_verify_at = ${NOW} where id in ${owner([due.vaultId, empty.vaultId, never.vaultId])}`;
    const { done, refused } = split(await atOnce(5, () => claimDueVaults(services, VERIFICATION, 10)));
    expect(refused).toEqual([]);
    expect(done.flatMap(({ troubles }) => troubles)).toEqual([]);
    const jobs = await owner<Row[]>`
      select vault_id, operation, requested_by, exclusion_key from jobs where operation = 'VERIFY'
      and vault_id in ${owner([due.vaultId, empty.vaultId, never.vaultId])}`;
    expect([...jobs]).toEqual([
      {
        vault_id: due.vaultId,
        operation: 'VERIFY',
        requested_by: { type: 'system', component: 'verification' },
        exclusion_key: `verify:${due.siteId}:${due.vaultId}`,
      },
    ]);
    const [next] = await owner<Row[]>`select next_verify_at as at from vaults where id = ${due.vaultId}`;
    expect(next?.['at']).toEqual(new Date('2026-11-21T12:00:00Z'));
  });

  test('where the job of the day before has not ended, no other is made, and an alert tells of it', async () => {
    const estate = await seedChecked();
    const { jobId } = await requestVerification(as(services, 'OPERATOR'), request({ vaultId: estate.vaultId }));
    await owner`update jobs set created_at = now() - interval '1 day' where id = ${jobId}`;
    await owner`update vaults set next_verify_at = ${NOW} where id = ${estate.vaultId}`;
    expect((await claimDueVaults(services, VERIFICATION, 10)).troubles).toEqual([]);
    expect(await alertsOf(owner, estate.vaultId)).toMatchObject([
      { kind: 'VERIFY_FAILED', severity: 'WARNING', job_id: jobId, error: { code: 'VERIFY_NOT_DONE' } },
    ]);
  });

  test('a check that is called for while one runs is not lost: it comes in an hour', async () => {
    const estate = await seedChecked();
    await beginVerification(services, estate);
    await owner`update vaults set next_verify_at = ${NOW} where id = ${estate.vaultId}`;
    expect((await claimDueVaults(services, VERIFICATION, 10)).troubles).toEqual([]);
    expect(await alertsOf(owner, estate.vaultId)).toEqual([]);
    const [next] = await owner<Row[]>`select next_verify_at as at from vaults where id = ${estate.vaultId}`;
    expect(next?.['at']).toEqual(new Date('2026-11-20T13:00:00Z'));
  });

  test('whoever asks for a check twice is told of the one that is open; of an empty vault there is none', async () => {
    const { vaultId } = await seedChecked();
    const { jobId } = await requestVerification(as(services, 'OPERATOR'), request({ vaultId }));
    await expect(requestVerification(as(services, 'OPERATOR'), request({ vaultId }))).rejects.toMatchObject({
      code: 'JOB_RUNNING',
      jobId,
    });
    const empty = await seedEstate(services);
    await expect(
      requestVerification(as(services, 'OPERATOR'), request({ vaultId: empty.vaultId })),
    ).rejects.toMatchObject({ code: 'NOTHING_TO_VERIFY' });
  });

  test('a backup of an item with damaged points brings the next check forward; any other backup does not', async () => {
    const estate = await seedChecked();
    const nextAt = async () =>
      (await owner<Row[]>`select next_verify_at as at from vaults where id = ${estate.vaultId}`)[0]?.['at'];
    await finishBackup(services, await beginBackup(services, estate), backupResult());
    expect(await nextAt()).toEqual(new Date('2026-11-20T20:00:00Z'));
    const hold = await beginVerification(services, estate);
    const { repositoryId, snapshots } = estate;
    await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: [damaged(snapshots[0] ?? '')] });
    await finishBackup(services, await beginBackup(services, estate), backupResult());
    expect(await nextAt()).toEqual(new Date(NOW));
  });
});

describe('what is read next', () => {
  test('a look that ended is not repeated, by the same job or the next; the turn goes on', async () => {
    const estate = await seedChecked();
    const hold = await beginVerification(services, estate);
    const toRead = async () => (await planVerification(services, hold)).repositories.map((one) => one.toRead);
    expect(await toRead()).toEqual([[1]]);
    await recordLook(services, hold, look(estate.repositoryId, 1));
    await recordLook(services, hold, look(estate.repositoryId, 1));
    expect(await toRead()).toEqual([[]]);
    expect(
      await owner`select share, shares, job_id from repository_checks where repository_id = ${estate.repositoryId}`,
    ).toEqual([{ share: 1, shares: 30, job_id: hold.jobId }]);
    await finishVerification(services, hold, NO_WARNINGS);
    await clock.set('2026-11-23T12:00:00Z');
    const later = await beginVerification(services, estate);
    expect((await planVerification(services, later)).repositories).toMatchObject([
      { toRead: [2, 3, 4], behind: 0, wasLookedAt: false },
    ]);
  });

  test('what was read by a clock that has been put back counts as not read: reading goes on, and nothing is said to be read', async () => {
    const estate = await seedChecked();
    await clock.set('2027-11-20T12:00:00Z');
    const hold = await beginVerification(services, estate);
    await recordLook(services, hold, look(estate.repositoryId, 1));
    await finishVerification(services, hold, NO_WARNINGS);
    await clock.set('2026-11-21T12:00:00Z');
    const later = await beginVerification(services, estate);
    await owner`update jobs set requested_by = '{"type":"system","component":"verification"}' where id = ${later.jobId}`;
    expect((await planVerification(services, later)).repositories).toMatchObject([{ toRead: [2] }]);
    const said = (await vaultVerifications(services.db, [estate.vaultId])).get(estate.vaultId);
    expect(said?.record).toEqual({ verifyDays: 30, repositories: [[]] });
  });

  test('other days cut the data anew, and begin with the first share', async () => {
    const estate = await seedChecked();
    const hold = await beginVerification(services, estate);
    await recordLook(services, hold, look(estate.repositoryId, 1));
    await updateVault(as(services, 'ADMIN'), request({ vaultId: estate.vaultId, verifyDays: 7 }));
    expect((await planVerification(services, hold)).repositories).toMatchObject([{ shares: 7, toRead: [1] }]);
  });

  test('packs that a look found wrong are known to the next one', async () => {
    const estate = await seedChecked();
    const hold = await beginVerification(services, estate);
    const wrong = { errorCount: 1, brokenPacks: ['ab12'], findings: ['pack ab12 contains errors'] };
    await recordLook(services, hold, look(estate.repositoryId, 1, wrong));
    const [plan] = (await planVerification(services, hold)).repositories;
    expect(plan).toMatchObject({ wasUnwell: true, wasLookedAt: true });
    expect(packsIn(plan?.findings ?? [])).toEqual(['ab12']);
  });

  test.each([{ verifyDays: 0 }, { verifyDays: 257 }, { verifyDays: 3, withoutVerification: true }, {}])(
    '%j is refused, and changes nothing',
    async (change) => {
      const { vaultId } = await seedChecked();
      const before = await everything(owner);
      await expect(updateVault(as(services, 'ADMIN'), request({ vaultId, ...change }))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
      expect(await everything(owner)).toEqual(before);
    },
  );
});

describe('marks say what was found, and nothing else', () => {
  test('damaged points are marked with audit, log and one critical alert; doing it again changes nothing', async () => {
    const estate = await seedChecked();
    const { repositoryId, points, snapshots, vaultId } = estate;
    const hold = await beginVerification(services, estate);
    const verdict = { repositoryId, on: 'CONTENT' as const, damaged: [damaged(snapshots[1] ?? '')] };
    expect(await markDamage(services, hold, verdict)).toEqual({ found: 1, healed: 0 });
    expect(await marksOf(owner, points)).toEqual([null, 'DAMAGED', null]);
    const [row] = await owner<Row[]>`select damage, damaged_at from recovery_points where id = ${points[1] ?? ''}`;
    expect(row).toEqual({
      damage: {
        certainty: 'DAMAGED',
        text: 'The vault lost data that one of its paths needs.',
        jobId: hold.jobId,
        paths: ['/a'],
        pathCount: 1,
      },
      damaged_at: new Date(NOW),
    });
    expect(await auditOf(owner, points[1] ?? '')).toMatchObject([
      { action: 'recovery-point.damaged', actor: { component: 'verification' }, details: { itemId: estate.itemId } },
    ]);
    expect(await eventsOf(owner, hold.jobId)).toContain('verify.damage-found');
    const [alert] = await alertsOf(owner, vaultId);
    expect(alert).toMatchObject({ kind: 'VAULT_DAMAGED', severity: 'CRITICAL', condition: 'FIRED', count: 1 });
    const before = await everything(owner);
    await markDamage(services, hold, verdict);
    expect(await everything(owner)).toEqual(before);
  });

  test('a point that is whole again loses its mark, and the alert is resolved with the last', async () => {
    const estate = await seedChecked();
    const { repositoryId, points, snapshots, vaultId } = estate;
    const hold = await beginVerification(services, estate);
    const [first = '', second = ''] = snapshots;
    const mark = (...those: string[]) =>
      markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: those.map((id) => damaged(id)) });
    await mark(first, second);
    expect(await mark(first)).toEqual({ found: 0, healed: 1 });
    expect(await alertsOf(owner, vaultId)).toMatchObject([
      { condition: 'FIRED', error: { message: /^1 recovery point / } },
    ]);
    await mark();
    expect(await marksOf(owner, points)).toEqual([null, null, null]);
    expect(await alertsOf(owner, vaultId)).toMatchObject([{ condition: 'RESOLVED' }]);
    await finishVerification(services, hold, NO_WARNINGS);
    expect(await jobRow(owner, hold.jobId)).toMatchObject({
      status: 'COMPLETED',
      result: { damaged: 2, healed: 2, stillDamaged: 0, stillMissing: 0 },
    });
  });

  test('where it could not be told, all are suspect but those known to be damaged; the next exact verdict ends that', async () => {
    const estate = await seedChecked();
    const { repositoryId, points, snapshots } = estate;
    const hold = await beginVerification(services, estate);
    const found = { repositoryId, on: 'CONTENT' as const, damaged: [damaged(snapshots[0] ?? '')] };
    await markDamage(services, hold, { ...found, allSuspect: true });
    expect(await marksOf(owner, points)).toEqual(['DAMAGED', 'SUSPECT', 'SUSPECT']);
    await markDamage(services, hold, found);
    expect(await marksOf(owner, points)).toEqual(['DAMAGED', null, null]);
  });

  test('missing and damaged are two things: a verdict on one leaves the marks of the other', async () => {
    const estate = await seedChecked();
    const { repositoryId, points, snapshots, vaultId } = estate;
    const hold = await beginVerification(services, estate);
    const [first = '', second = ''] = snapshots;
    const gone = [{ snapshotId: first, certainty: 'MISSING' as const, paths: [], pathCount: null }];
    await markDamage(services, hold, { repositoryId, on: 'PRESENCE', damaged: gone });
    await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: [damaged(second)] });
    expect(await marksOf(owner, points)).toEqual(['MISSING', 'DAMAGED', null]);
    expect((await alertsOf(owner, vaultId)).map(({ kind, condition }) => [kind, condition])).toEqual([
      ['POINTS_MISSING', 'FIRED'],
      ['VAULT_DAMAGED', 'FIRED'],
    ]);
    const unclear = { repositoryId, on: 'CONTENT' as const, damaged: [damaged(second)], allSuspect: true };
    await markDamage(services, hold, unclear);
    expect(await marksOf(owner, points)).toEqual(['MISSING', 'DAMAGED', 'SUSPECT']);
    await markDamage(services, hold, { ...unclear, allSuspect: false });
    await markDamage(services, hold, { repositoryId, on: 'PRESENCE', damaged: [] });
    expect(await marksOf(owner, points)).toEqual([null, 'DAMAGED', null]);
    await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: [] });
    expect(await marksOf(owner, points)).toEqual([null, null, null]);
  });

  test('points that are being removed or are gone do not matter', async () => {
    const estate = await seedChecked();
    const { repositoryId, points, snapshots } = estate;
    await owner`
      update recovery_points set state = 'REMOVING', deletion = '{"by":"PERSON","text":"x","actor":{}}', deleted_at = now(), removable_at = now()
      where id = ${points[0] ?? ''}`;
    const hold = await beginVerification(services, estate);
    expect(
      await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: [damaged(snapshots[0] ?? '')] }),
    ).toEqual({ found: 0, healed: 0 });
  });

  test('an attempt that lost its job marks nothing', async () => {
    const estate = await seedChecked();
    const hold = await beginVerification(services, estate);
    const verdict = { repositoryId: estate.repositoryId, on: 'CONTENT' as const, damaged: [], allSuspect: true };
    await expect(markDamage(services, { ...hold, attempt: 2 }, verdict)).rejects.toMatchObject({ name: 'FencedError' });
    expect(await marksOf(owner, estate.points)).toEqual([null, null, null]);
  });
});

test('a whole point of a job that the store lacks is put into the catalogue once, with its item', async () => {
  const estate = await seedChecked();
  const hold = await beginVerification(services, estate);
  const source = parseSource({ kind: 'FILES', config: { path: '/srv/found' } });
  if (!source) throw new Error('no source');
  const taken = new Date('2026-11-18T02:00:00Z');
  const found = {
    ...{
      jobId: newId('job', taken),
      attempt: 1,
      takenAt: taken,
      endedAt: taken,
      keepUntil: null,
      type: 'FULL' as const,
    },
    ...{ consistency: 'NONE' as const, contents: null, policy: null },
    item: {
      ...{ id: newId('protectedItem', taken), name: 'found', source, tags: {}, rpoSeconds: null, rtoSeconds: null },
      hasSecret: false,
    },
    parts: [
      { name: 'files', kind: 'TREE' as const, snapshotId: 'f'.repeat(64), sizeBytes: 1, storedBytes: 1, files: 1 },
    ],
  };
  const adopt = () => adoptPoints(services, hold, { repositoryId: estate.repositoryId, points: [found] });
  expect(await adopt()).toBe(1);
  expect(await adopt()).toBe(0);
  const [row] = await owner<Row[]>`
    select point.state, item.name, item.vault_id from recovery_points point join protected_items item on item.id = point.item_id
    where point.job_id = ${found.jobId}`;
  expect(row).toEqual({ state: 'AVAILABLE', name: 'found', vault_id: estate.vaultId });
  await finishVerification(services, hold, NO_WARNINGS);
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ result: { adopted: 1 } });
  expect(await beginAttempt(services, { jobId: hold.jobId, workerId: estate.workerId })).toMatchObject({
    kind: 'ENDED',
  });
});
