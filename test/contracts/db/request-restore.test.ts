import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorRecord } from '@holdfast/db/domain/actor';
import { fingerprint } from '@holdfast/db/domain/fingerprint';
import { newId } from '@holdfast/db/domain/ids';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { as, protectFolder, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { softDelete } from '../../kit/soft-delete.ts';
import { atOnce, auditOf, deliveriesOf, eventsOf, everything, jobRow, makePoint, split } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const operator = as(services, 'OPERATOR');

const made = { estate: undefined as Estate | undefined, pointId: '' };

/** A site of its own for every call, with a point to restore: targets at one site do not meet those of another test. */
async function estateWithPoint(): Promise<{ estate: Estate; pointId: string }> {
  const estate = await seedEstate(services);
  return { estate, pointId: await makePoint(services, estate) };
}

async function restoreTo(pointId: string, path: string): Promise<string> {
  const { jobId } = await requestRestore(operator, request({ recoveryPointId: pointId, target: { path } }));
  return jobId;
}

beforeAll(async () => {
  Object.assign(made, await estateWithPoint());
});

test('a restore’s plan is frozen with its hash, and the job is queued with its delivery, event and audit entry', async () => {
  const { estate, pointId } = await estateWithPoint();
  const input = { recoveryPointId: pointId, paths: ['a/b'], target: { path: '/srv/elsewhere/', conflict: 'REPLACE' } };
  const { jobId } = await requestRestore(operator, request(input));
  const plan = {
    recoveryPointId: pointId,
    itemId: estate.itemId,
    selection: { kind: 'PATHS', paths: ['a/b'] },
    target: { kind: 'PATH', path: '/srv/elsewhere' },
    place: '/srv/elsewhere',
    inPlace: false,
    conflict: 'REPLACE',
    keepReplacedDays: 7,
  };
  const job = await jobRow(owner, jobId);
  expect(job).toMatchObject({
    operation: 'RESTORE',
    status: 'QUEUED',
    plan,
    plan_hash: fingerprint(plan),
    item_id: estate.itemId,
  });
  expect(fingerprint(job['plan'])).toBe(job['plan_hash']);
  expect(await deliveriesOf(owner, jobId)).toEqual([
    { id: job['queue_job_id'], name: `restore.run/${estate.siteId}`, data: { jobId }, delaySeconds: 0 },
  ]);
  expect(await eventsOf(owner, jobId)).toEqual(['job.queued']);
  expect(await auditOf(owner, jobId)).toEqual([
    { action: 'job.restore-requested', actor: actorRecord(operator.actor), details: plan },
  ]);
});

test('without a target the item’s own place is meant, all of it, and nothing that stands there is touched', async () => {
  const { pointId } = await estateWithPoint();
  const { jobId } = await requestRestore(operator, request({ recoveryPointId: pointId }));
  const { plan } = await jobRow(owner, jobId);
  expect(plan).toMatchObject({
    place: '/srv/data',
    inPlace: true,
    selection: { kind: 'ALL' },
    conflict: 'FAIL_IF_EXISTS',
  });
});

test.for([
  ['the same place', '/srv/data', '/srv/data'],
  ['the same place, written otherwise', '/srv/data', '//srv/data/'],
  ['a place inside', '/srv/data', '/srv/data/deep/er'],
  ['a place around', '/srv/data', '/srv'],
  ['the root, which is around everything', '/srv/data', '/'],
  ['a place inside the root', '/', '/srv/data'],
  ['a place with wild cards in its name', '/srv/100%_a', '/srv/100%_a/b'],
  ['a place with a backslash in its name', '/srv/a\\', '/srv/a\\/b'],
] as const)('a restore to %s is refused with the id of the open one', async ([, open, asked]) => {
  const { pointId } = await estateWithPoint();
  const jobId = await restoreTo(pointId, open);
  const before = await everything(owner);
  await expect(restoreTo(pointId, asked)).rejects.toMatchObject({
    code: 'JOB_RUNNING',
    name: 'ConflictError',
    jobId,
    retryable: true,
  });
  expect(await everything(owner)).toEqual(before);
  await cancelJob(operator, request({ jobId }));
  await restoreTo(pointId, asked);
});

test.for([
  ['/srv/data', '/srv/data2'],
  ['/srv/data2', '/srv/data'],
  ['/srv/da_a', '/srv/data'],
  ['/srv/data', '/srv/da_a'],
  ['/srv/%', '/srv/data/x'],
  ['/srv/data/x', '/srv/%'],
  ['/srv/Data', '/srv/data'],
  ['/srv/a', '/srv/b'],
] as const)('restores to %s and %s do not meet', async ([open, asked]) => {
  const { pointId } = await estateWithPoint();
  await restoreTo(pointId, open);
  await expect(restoreTo(pointId, asked)).resolves.toBeTypeOf('string');
});

test('restores to the same path at different sites do not meet', async () => {
  const [one, other] = [await estateWithPoint(), await estateWithPoint()];
  await restoreTo(one.pointId, '/srv/same');
  await expect(restoreTo(other.pointId, '/srv/same')).resolves.toBeTypeOf('string');
});

test('restores of different items to one place meet', async () => {
  const { estate, pointId } = await estateWithPoint();
  const { vaultId, policyId } = estate;
  const other = await protectFolder(as(services, 'ADMIN'), {
    vaultId,
    policyId,
    name: `other ${estate.itemId.slice(-8)}`,
    path: '/srv/other',
  });
  const otherPoint = await makePoint(services, { ...estate, ...other });
  const jobId = await restoreTo(pointId, '/srv/place');
  await expect(restoreTo(otherPoint, '/srv/place/in')).rejects.toMatchObject({ code: 'JOB_RUNNING', jobId });
});

test('of twenty restores asked for at once into one another’s targets one is made, the others are told its id', async () => {
  const { pointId } = await estateWithPoint();
  const path = (index: number) => `/srv${'/deeper'.repeat(index)}`;
  const { done, refused } = split(await atOnce(20, (index) => restoreTo(pointId, path(index))));
  expect(done).toHaveLength(1);
  for (const error of refused) expect(error).toMatchObject({ code: 'JOB_RUNNING', jobId: done[0] });
});

test('a point that does not exist is not found', async () => {
  const recoveryPointId = newId('recoveryPoint', services.clock.now());
  await expect(requestRestore(operator, request({ recoveryPointId }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a soft-deleted point is not restored from', async () => {
  const { pointId } = await estateWithPoint();
  await softDelete(owner, pointId);
  await expect(restoreTo(pointId, '/srv/x')).rejects.toMatchObject({ code: 'POINT_NOT_AVAILABLE' });
});

test('an item whose protection is stopped can still be restored', async () => {
  const { estate, pointId } = await estateWithPoint();
  await owner`update protected_items set state = 'STOPPED' where id = ${estate.itemId}`;
  await expect(restoreTo(pointId, '/srv/x')).resolves.toBeTypeOf('string');
});

test('a reader may not restore', async () => {
  const asking = requestRestore(as(services, 'READER'), request({ recoveryPointId: made.pointId }));
  await expect(asking).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
});

test.for([
  { target: { path: '/srv/../etc' } },
  { target: { path: 'srv' } },
  { target: { conflict: 'OVERWRITE' } },
  { paths: [] },
  { paths: ['../x'] },
  { paths: ['/etc'] },
])('%j is refused as an input', async (change) => {
  const asking = requestRestore(operator, request({ recoveryPointId: made.pointId, ...change }));
  await expect(asking).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
