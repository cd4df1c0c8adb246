import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, request, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { backUpWithoutWorker, begin, restoreWithoutWorker } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const estate = await seedEstate(services);
const admin = as(services, 'ADMIN');

const ESTATE = `{ estate {
  items { total protected stopped withoutRecoveryPoint provenLast30Days newestRecoveryPointAt rpo { items met breached } }
  storage { recoveryPoints sourceBytes storedBytes }
  jobs { status count }
  alerts { severity count }
  backups { date completed completedWithWarnings failed cancelled sourceBytes storedBytes }
} }`;

const PREVIEW = `query Preview($input: RestorePreviewInput!) { restorePreview(input: $input) {
  __typename
  ... on RestorePreview {
    place inPlace paths conflict keepReplacedDays sizeBytes files noEstimateReason
    estimate { durationMs basedOn from } inTheWay { id } item { id } recoveryPoint { id }
  }
  ... on Error { code }
  ... on InvalidInput { issues { path } }
} }`;

/** The store's clock runs on while a restore is ended. */
function about(ms: number) {
  return expect.toSatisfy((measured: number) => measured >= ms && measured < ms + 1_500);
}

async function newItem(name: string): Promise<string> {
  const { vaultId, policyId } = estate;
  const { itemId } = await protectFolder(admin, { vaultId, policyId, name, path: `/srv/${name}` });
  return itemId;
}

test('an empty estate is all zeros, with every status, severity and day there', async () => {
  await using empty = await openGateway();
  const { data, errors } = await empty.ask(ESTATE);
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    estate: {
      items: {
        total: 0,
        withoutRecoveryPoint: 0,
        provenLast30Days: 0,
        newestRecoveryPointAt: null,
        rpo: { items: 0, met: 0, breached: 0 },
      },
      storage: { recoveryPoints: 0, sourceBytes: 0, storedBytes: 0 },
      jobs: { length: 8 },
      alerts: ['CRITICAL', 'ERROR', 'WARNING', 'INFORMATIONAL'].map((severity) => ({ severity, count: 0 })),
      backups: { length: 7 },
    },
  });
});

test('the estate counts what there is, each part with one statement', async () => {
  await gateway.owner`update protected_items set rpo_seconds = 3600 where id = ${estate.itemId}`;
  const stale = await newItem('stale');
  const stopped = await newItem('stopped');
  await newItem('never backed up');
  await backUpWithoutWorker(services, estate, { sizeBytes: 1_000, storedBytes: 700 });
  await backUpWithoutWorker(services, estate, { sizeBytes: 1_200, storedBytes: 50 });
  await backUpWithoutWorker(services, { ...estate, itemId: stale }, { sizeBytes: 10, storedBytes: 5 });
  await gateway.owner`update recovery_points set taken_at = now() - interval '2 days' where item_id = ${stale}`;
  await gateway.owner`update protected_items set rpo_seconds = 3600 where id = ${stale}`;
  const failing = await requestBackup(admin, request({ itemId: stopped }));
  const hold = await begin(services, { jobId: failing.jobId, workerId: estate.workerId });
  const error = {
    code: 'SOURCE_GONE',
    message: 'm',
    cause: 'c',
    remedy: 'r',
    retryable: false,
    fault: 'USER',
  } as const;
  await failAttempt(services, hold, { error });
  await gateway.owner`update protected_items set state = 'STOPPED' where id = ${stopped}`;

  const proven = (itemId: string, daysAgo: number) => gateway.owner`
    update protected_items set last_proven_at = now() - make_interval(days => ${daysAgo}) where id = ${itemId}`;
  await Promise.all([proven(estate.itemId, 29), proven(stale, 31), proven(stopped, 1)]);

  let answer: unknown;
  const statements = await gateway.statementsOf(async () => (answer = (await gateway.ask(ESTATE)).data));
  expect(statements).toHaveLength(5);
  const today = new Date(services.clock.now()).toISOString().slice(0, 10);
  expect(answer).toMatchObject({
    estate: {
      items: {
        ...{ total: 4, protected: 3, stopped: 1, withoutRecoveryPoint: 2, provenLast30Days: 1 },
        rpo: { items: 2, met: 1, breached: 1 },
      },
      storage: { recoveryPoints: 3, sourceBytes: 1_210, storedBytes: 755 },
      jobs: expect.arrayContaining([
        { status: 'QUEUED', count: 0 },
        { status: 'COMPLETED', count: 3 },
        { status: 'FAILED', count: 1 },
      ]),
      alerts: expect.arrayContaining([{ severity: 'ERROR', count: 1 }]),
      backups: expect.arrayContaining([
        {
          date: today,
          completed: 3,
          completedWithWarnings: 0,
          failed: 1,
          cancelled: 0,
          sourceBytes: 2_210,
          storedBytes: 755,
        },
      ]),
    },
  });
});

test('jobs that were asked for more than a day ago are not among the last day’s', async () => {
  await using other = await openGateway();
  const old = await seedEstate(other.services);
  await backUpWithoutWorker(other.services, old);
  await backUpWithoutWorker(other.services, old);
  await other.owner`alter table jobs disable trigger job_is_fenced`;
  await other.owner`update jobs set created_at = now() - interval '25 hours' where id = (select min(id) from jobs)`;
  const { data } = await other.ask('{ estate { jobs { status count } } }');
  expect(data).toMatchObject({
    estate: {
      jobs: expect.arrayContaining([
        { status: 'COMPLETED', count: 1 },
        { status: 'FAILED', count: 0 },
      ]),
    },
  });
  await other.owner`update jobs set created_at = now() - interval '25 hours'`;
  const later = await other.ask('{ estate { jobs { status count } } }');
  expect(later.data).toMatchObject({ estate: { jobs: expect.arrayContaining([{ status: 'COMPLETED', count: 0 }]) } });
});

test('a preview says what a restore would do, and has no estimate before anything was restored', async () => {
  const itemId = await newItem('previewed');
  const { pointId } = await backUpWithoutWorker(services, { ...estate, itemId }, { sizeBytes: 4_000, storedBytes: 1 });
  const { data } = await gateway.ask(PREVIEW, { input: { recoveryPointId: pointId } });
  expect(data).toEqual({
    restorePreview: {
      __typename: 'RestorePreview',
      place: '/srv/previewed',
      inPlace: true,
      paths: null,
      conflict: 'FAIL_IF_EXISTS',
      keepReplacedDays: 7,
      sizeBytes: 4_000,
      files: 10,
      noEstimateReason: 'Nothing of this kind has been restored yet.',
      estimate: null,
      inTheWay: null,
      item: { id: itemId },
      recoveryPoint: { id: pointId },
    },
  });
});

test('the estimate is drawn from measured restores: of its kind, then of the item itself', async () => {
  const [one, other] = [await newItem('one'), await newItem('other')];
  const { pointId } = await backUpWithoutWorker(
    services,
    { ...estate, itemId: one },
    { sizeBytes: 4_000, storedBytes: 1 },
  );
  const { pointId: otherPoint } = await backUpWithoutWorker(services, { ...estate, itemId: other });
  await restoreWithoutWorker(services, {
    recoveryPointId: otherPoint,
    workerId: estate.workerId,
    bytes: 1_000,
    durationMs: 500,
  });
  const preview = async () => (await gateway.ask(PREVIEW, { input: { recoveryPointId: pointId } })).data;
  expect(await preview()).toMatchObject({
    restorePreview: { noEstimateReason: null, estimate: { durationMs: about(2_000), basedOn: 1, from: 'KIND' } },
  });
  await restoreWithoutWorker(services, {
    recoveryPointId: pointId,
    workerId: estate.workerId,
    bytes: 4_000,
    durationMs: 1_000,
  });
  await restoreWithoutWorker(services, {
    recoveryPointId: pointId,
    workerId: estate.workerId,
    bytes: 4_000,
    durationMs: 2_000,
  });
  expect(await preview()).toMatchObject({
    restorePreview: { estimate: { durationMs: about(1_500), basedOn: 2, from: 'ITEM' } },
  });
});

test('what a restore brought can be read on its job', async () => {
  const itemId = await newItem('restored');
  const { pointId } = await backUpWithoutWorker(services, { ...estate, itemId });
  const { jobId } = await restoreWithoutWorker(services, {
    recoveryPointId: pointId,
    workerId: estate.workerId,
    bytes: 1_000,
    durationMs: 321,
  });
  const { data } = await gateway.ask(
    `{ job(id: "${jobId}") { operation plan { place landing conflict recoveryPoint { id } } restored { place bytes files tables durationMs replacedKeptAt } } }`,
  );
  expect(data).toEqual({
    job: {
      operation: 'RESTORE',
      plan: { place: '/srv/restored', landing: 'PATH', conflict: 'FAIL_IF_EXISTS', recoveryPoint: { id: pointId } },
      restored: {
        place: '/srv/data',
        bytes: 1_000,
        files: 10,
        tables: null,
        durationMs: about(321),
        replacedKeptAt: null,
      },
    },
  });
});

test('chosen paths have no size and no estimate, and the preview says why', async () => {
  const itemId = await newItem('parts');
  const { pointId } = await backUpWithoutWorker(services, { ...estate, itemId });
  const input = { recoveryPointId: pointId, paths: ['a/b'], target: { path: '/srv/elsewhere', conflict: 'REPLACE' } };
  expect((await gateway.ask(PREVIEW, { input })).data).toMatchObject({
    restorePreview: {
      paths: ['a/b'],
      place: '/srv/elsewhere',
      inPlace: false,
      conflict: 'REPLACE',
      sizeBytes: null,
      estimate: null,
      noEstimateReason: expect.stringContaining('size'),
    },
  });
});

test('a restore that is in the way is shown, and is the one that requestRestore would name', async () => {
  const itemId = await newItem('busy');
  const { pointId } = await backUpWithoutWorker(services, { ...estate, itemId });
  const { jobId } = await requestRestore(admin, request({ recoveryPointId: pointId }));
  const input = { recoveryPointId: pointId, target: { path: '/srv/busy/inside' } };
  expect((await gateway.ask(PREVIEW, { input })).data).toMatchObject({ restorePreview: { inTheWay: { id: jobId } } });
});

test('a preview of nonsense answers with the same errors as the restore would', async () => {
  const missing = { recoveryPointId: 'rpt_00000000000000000000000000000000' };
  expect((await gateway.ask(PREVIEW, { input: missing })).data).toMatchObject({
    restorePreview: { code: 'NOT_FOUND' },
  });
  const invalid = { ...missing, paths: ['../out'] };
  expect((await gateway.ask(PREVIEW, { input: invalid })).data).toMatchObject({
    restorePreview: { __typename: 'InvalidInput', issues: [{ path: 'paths.0' }] },
  });
});
