import { repositories } from '@holdfast/db/schema';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { recordEvent } from '@holdfast/db/services/job/record-event';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { blockRepository } from '@holdfast/db/services/lease/block';
import { takeLease } from '@holdfast/db/services/lease/take';
import { finishPrune } from '@holdfast/db/services/prune/finish';
import { noteFreed } from '@holdfast/db/services/prune/note';
import { finishRetention } from '@holdfast/db/services/retention/finish';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { makeRetentionJob } from '../../kit/retention-jobs.ts';
import { backUpWithoutWorker, begin } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const admin = as(services, 'ADMIN');
const estate = await seedEstate(services);
const { vaultId, itemId, workerId } = estate;

const JOB = `{ operation item { id } vault { id } retention { expired returned removed removedBytes } backedUp { files } }`;

test('a job of a vault names the vault and no item, and tells what retention did once it has completed', async () => {
  const jobId = await makeRetentionJob(admin, estate);
  const read = async () => (await gateway.ask(`{ job(id: "${jobId}") ${JOB} }`)).data;
  const job = { operation: 'RETENTION', item: null, vault: { id: vaultId }, backedUp: null };
  expect(await read()).toEqual({ job: { ...job, retention: null } });
  const hold = await begin(services, { jobId, workerId });
  await services.db.transaction(async (tx) => {
    const event = { ...hold, message: 'so many' };
    await recordEvent(tx, { ...event, type: 'retention.applied', data: { expired: 12, returned: 1 } });
    await recordEvent(tx, { ...event, type: 'retention.removed', data: { removed: 3, removedBytes: 40_000_000_000 } });
  });
  await finishRetention(services, hold, NO_WARNINGS);
  const retention = { expired: 12, returned: 1, removed: 3, removedBytes: 40_000_000_000 };
  expect(await read()).toEqual({ job: { ...job, retention } });
});

test('a job of an item names the item and no vault, and has nothing of retention', async () => {
  const { jobId } = await backUpWithoutWorker(services, estate);
  expect((await gateway.ask(`{ job(id: "${jobId}") ${JOB} }`)).data).toEqual({
    job: { operation: 'BACKUP', item: { id: itemId }, vault: null, retention: null, backedUp: { files: 10 } },
  });
});

test('jobs and alerts are filtered by the vault they are about, which those of its items are not', async () => {
  const of = await seedEstate(services);
  const { jobId: backup } = await requestBackup(admin, request({ itemId: of.itemId }));
  const jobId = await makeRetentionJob(admin, of);
  const error = { code: 'X', message: 'm', cause: 'c', remedy: 'r', retryable: false, fault: 'SERVICE' } as const;
  for (const failing of [backup, jobId]) {
    await failAttempt(services, await begin(services, { jobId: failing, workerId: of.workerId }), { error });
  }
  const { data, errors } = await gateway.ask(
    `query Of($vaultId: ID!) {
      jobs(filter: { vaultId: $vaultId }) { totalCount nodes { id } }
      alerts(filter: { vaultId: $vaultId }) { totalCount nodes { kind item { id } vault { id } job { id } } }
    }`,
    { vaultId: of.vaultId },
  );
  expect(errors).toEqual([]);
  const alert = { kind: 'RETENTION_FAILED', item: null, vault: { id: of.vaultId }, job: { id: jobId } };
  expect(data).toEqual({
    jobs: { totalCount: 1, nodes: [{ id: jobId }] },
    alerts: { totalCount: 1, nodes: [alert] },
  });
});

test('a vault reclaims space when it is asked to; it says who holds it, a backup says why it waits, and the job what it freed', async () => {
  const of = await seedEstate(services);
  const made = await services.db
    .update(repositories)
    .set({ engineId: 'made' })
    .where(eq(repositories.vaultId, of.vaultId))
    .returning({ id: repositories.id });
  const repositoryId = made[0]?.id ?? '';
  const PRUNE = `mutation Prune($vaultId: ID!) {
    pruneVault(input: { vaultId: $vaultId, idempotencyKey: "clean up" }) {
      __typename ... on PruneVaultPayload { job { id operation pruned { freedBytes } } } ... on Error { message }
    } }`;
  const { data } = await gateway.ask(PRUNE, { vaultId: of.vaultId });
  const { pruneVault } = asked.parse(data);
  expect(pruneVault.job).toMatchObject({ operation: 'PRUNE', pruned: null });
  const { id: jobId } = pruneVault.job;
  const hold = await begin(services, { jobId, workerId: of.workerId });
  await takeLease(services, hold, { repositoryId, purpose: 'PRUNE' });
  await blockRepository(services, hold, repositoryId);
  const LEASE = `query Lease($id: ID!) {
    vault(id: $id) { name nextPruneAt repositories { lease { purpose job { id } since blocksSince } } } }`;
  const before = await gateway.ask(LEASE, { id: of.vaultId });
  expect(before.data).toMatchObject({
    vault: { repositories: [{ lease: { purpose: 'PRUNE', job: { id: jobId }, blocksSince: expect.any(String) } }] },
  });
  const { jobId: backup } = await requestBackup(admin, request({ itemId: of.itemId }));
  await beginAttempt(services, { jobId: backup, workerId: of.workerId });
  const WAIT = 'query Wait($id: ID!) { job(id: $id) { waitsFor { reason name limit until description } } }';
  expect((await gateway.ask(WAIT, { id: backup })).data).toMatchObject({
    job: {
      waitsFor: {
        reason: 'MAINTENANCE',
        limit: null,
        until: null,
        description: expect.stringMatching(/cleaned up or repaired/),
      },
    },
  });
  await noteFreed(services, hold, { freedBytes: 40_000_000_000, message: 'm' });
  await finishPrune(services, hold, { message: 'done', warnings: NO_WARNINGS, comesAgain: false });
  const PRUNED = 'query Pruned($id: ID!) { job(id: $id) { pruned { freedBytes slices blockedMs } } }';
  expect((await gateway.ask(PRUNED, { id: jobId })).data).toMatchObject({
    job: { pruned: { freedBytes: 40_000_000_000, slices: 1, blockedMs: expect.any(Number) } },
  });
  expect((await gateway.ask(LEASE, { id: of.vaultId })).data).toMatchObject({
    vault: { repositories: [{ lease: null }] },
  });
});

const asked = z.object({
  pruneVault: z.object({ job: z.object({ id: z.string(), operation: z.string(), pruned: z.null() }) }),
});
