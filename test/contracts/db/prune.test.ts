import { afterAll, beforeEach, expect, test } from 'vitest';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { blockRepository, unblockRepository } from '@holdfast/db/services/lease/block';
import { PRUNE } from '@holdfast/db/services/prune/vault-task';
import { claimDueVaults } from '@holdfast/db/services/vault-task/claim-due';
import { finishPrune } from '@holdfast/db/services/prune/finish';
import { callForVerification, noteFreed, noteMeasured } from '@holdfast/db/services/prune/note';
import { requestPrune } from '@holdfast/db/services/prune/request';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, begin, deliveriesOf, jobRow, type Row, USERS_FAULT } from './kit.ts';
import { beginPrune, seedWritten } from './prune-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(async () => {
  await clock.set(NOW);
  await owner`update vaults set next_prune_at = schedule_now() + interval '36 hours'`;
});
const contributor = as(services, 'CONTRIBUTOR');

async function vaultRow(vaultId: string): Promise<Row> {
  const [row] = await owner<Row[]>`select * from vaults where id = ${vaultId}`;
  return row ?? {};
}

const alertsOf = (vaultId: string) =>
  owner`select kind, severity, condition, error ->> 'code' as code from alerts where vault_id = ${vaultId} order by fired_at`;

test('a vault that was written to is looked at once a day, by one job a site, however many claim it', async () => {
  const estate = await seedWritten(owner, services);
  const { vaultId } = estate;
  await owner`update vaults set next_prune_at = schedule_now() + interval '36 hours' where id = ${vaultId}`;
  const queued = async () => (await owner`select from jobs where vault_id = ${vaultId} and operation = 'PRUNE'`).length;
  await claimDueVaults(services, PRUNE, 100);
  expect(await queued()).toBe(0);
  await clock.set('2026-11-22T00:00:00Z');
  await Promise.all(Array.from({ length: 8 }, () => claimDueVaults(services, PRUNE, 100)));
  expect(await queued()).toBe(1);
  expect((await vaultRow(vaultId))['next_prune_at']).toEqual(new Date('2026-11-23T00:00:00Z'));
  const [job] = await owner<{ id: string }[]>`select id from jobs where vault_id = ${vaultId}`;
  expect(await deliveriesOf(owner, job?.id ?? '')).toMatchObject([{ name: `vault.prune/${estate.siteId}` }]);
});

test('where the clean-up of the day before has not ended none is added, and after half a day an alert tells of it', async () => {
  const { vaultId } = await seedWritten(owner, services);
  const { jobId } = await requestPrune(contributor, request({ vaultId }));
  await clock.set('2026-11-22T00:00:00Z');
  await claimDueVaults(services, PRUNE, 100);
  expect(await alertsOf(vaultId)).toEqual([]);
  await owner`update jobs set created_at = now() - interval '13 hours' where id = ${jobId}`;
  await clock.set('2026-11-23T00:00:00Z');
  await claimDueVaults(services, PRUNE, 100);
  expect(await alertsOf(vaultId)).toMatchObject([
    { kind: 'PRUNE_FAILED', severity: 'WARNING', code: 'PRUNE_NOT_DONE' },
  ]);
  expect(await owner`select from jobs where vault_id = ${vaultId}`).toHaveLength(1);
});

test('a vault that was never written to has nothing to free, and says so when asked', async () => {
  const { vaultId } = await seedEstate(services);
  await clock.set('2026-11-22T00:00:00Z');
  await claimDueVaults(services, PRUNE, 100);
  expect(await owner`select from jobs where vault_id = ${vaultId}`).toHaveLength(0);
  const asked = requestPrune(contributor, request({ vaultId }));
  await expect(asked).rejects.toMatchObject({ code: 'NOTHING_TO_PRUNE' });
});

test('asking for it is audited; asking again while it is open is refused with its id; an operator may not ask', async () => {
  const { vaultId } = await seedWritten(owner, services);
  const { jobId } = await requestPrune(contributor, request({ vaultId }));
  expect(await auditOf(owner, vaultId)).toContainEqual(expect.objectContaining({ action: 'job.prune-requested' }));
  const again = requestPrune(contributor, request({ vaultId }));
  await expect(again).rejects.toMatchObject({ code: 'JOB_RUNNING', jobId });
  const notAllowed = requestPrune(as(services, 'OPERATOR'), request({ vaultId }));
  await expect(notAllowed).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
});

test('its result counts what all its attempts freed, and for how long they blocked', async () => {
  const estate = await seedWritten(owner, services);
  const { repositoryId, workerId } = estate;
  const first = await beginPrune(services, estate);
  const measured = (storedBytes: number) => ({ repositoryId, storedBytes, removableBytes: 0, message: 'm' });
  await noteMeasured(services, first, measured(1_000));
  await blockRepository(services, first, repositoryId);
  await owner`update repository_leases set blocks_since = now() - interval '20 seconds' where repository_id = ${repositoryId}`;
  await noteFreed(services, first, { freedBytes: 300, message: 'm' });
  await loseAttempt(services, first, 'a test');
  const second = await begin(services, { jobId: first.jobId, workerId });
  await noteMeasured(services, second, measured(700));
  await noteFreed(services, second, { freedBytes: 200, message: 'm' });
  await noteMeasured(services, second, measured(550));
  await finishPrune(services, second, { message: 'done', warnings: NO_WARNINGS, comesAgain: false });
  const { result } = await jobRow(owner, first.jobId);
  expect(result).toMatchObject({ freedBytes: 500, slices: 2, beforeBytes: 1_000, afterBytes: 550 });
  expect(result).toMatchObject({ blockedMs: expect.closeTo(20_000, -4) });
});

test('a block that nobody heeded any more, since its worker was not heard of, does not count', async () => {
  const estate = await seedWritten(owner, services);
  const hold = await beginPrune(services, estate);
  await blockRepository(services, hold, estate.repositoryId);
  await owner`update repository_leases set blocks_since = now() - interval '1 hour'`;
  await owner`update job_attempts set lease_until = now() - interval '59 minutes' where job_id = ${hold.jobId}`;
  await unblockRepository(services, hold, estate.repositoryId);
  await finishPrune(services, hold, { message: 'done', warnings: NO_WARNINGS, comesAgain: false });
  const { result } = await jobRow(owner, hold.jobId);
  expect(result).toMatchObject({ blockedMs: expect.closeTo(60_000, -4) });
});

test('what could not be done comes again in an hour, and resolves no alert; what is done resolves it', async () => {
  const estate = await seedWritten(owner, services);
  const { vaultId } = estate;
  await failAttempt(services, await beginPrune(services, estate), { error: USERS_FAULT });
  expect(await alertsOf(vaultId)).toMatchObject([{ kind: 'PRUNE_FAILED', severity: 'ERROR', condition: 'FIRED' }]);
  const warnings = { first: [{ code: 'PRUNE_WAITS', message: 'm' }], count: 1 };
  await finishPrune(services, await beginPrune(services, estate), { message: 'later', warnings, comesAgain: true });
  expect(await alertsOf(vaultId)).toMatchObject([{ condition: 'FIRED' }]);
  expect((await vaultRow(vaultId))['next_prune_at']).toEqual(new Date('2026-11-20T13:00:00Z'));
  await finishPrune(services, await beginPrune(services, estate), {
    message: 'done',
    warnings: NO_WARNINGS,
    comesAgain: false,
  });
  expect(await alertsOf(vaultId)).toMatchObject([{ condition: 'RESOLVED' }]);
});

test('damage calls for a verification at once', async () => {
  const estate = await seedWritten(owner, services);
  await owner`update vaults set next_verify_at = schedule_now() + interval '1 day'`;
  await callForVerification(services, await beginPrune(services, estate));
  expect((await vaultRow(estate.vaultId))['next_verify_at']).toEqual(new Date(NOW));
});
