import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import type { Hold } from '@holdfast/db/services/job/hold';
import { updateVault } from '@holdfast/db/services/vault/update';
import { claimDueVaults } from '@holdfast/db/services/vault-task/claim-due';
import { finishVerification } from '@holdfast/db/services/verification/finish';
import { markDamage } from '@holdfast/db/services/verification/mark-damage';
import { planVerification } from '@holdfast/db/services/verification/plan';
import { recordLook } from '@holdfast/db/services/verification/record-look';
import { requestVerification } from '@holdfast/db/services/verification/request';
import { VERIFICATION } from '@holdfast/db/services/verification/vault-task';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { backupResult, begin, beginBackup, beginRestore, jobRow, USERS_FAULT, type Row } from './kit.ts';
import { seedPoints } from './retention-kit.ts';
import { damaged, makeRepository, snapshotsOf } from './verification-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const LATER = '2026-11-20T20:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const ALL = Array.from({ length: 30 }, (_, turn) => turn + 1);
const DAMAGED = { ...USERS_FAULT, code: 'REPOSITORY_DAMAGED' };

interface Stored extends Estate {
  readonly repositoryId: string;
  readonly pointId: string;
}

/** An estate with a point in a repository that was made; its check is due in the evening. */
async function seedStored(): Promise<Stored> {
  const estate = await seedEstate(services);
  const [pointId = ''] = await seedPoints(owner, estate, ['2026-11-15T02:00:00Z']);
  const repositoryId = await makeRepository(owner, estate);
  await owner`update vaults set next_verify_at = ${LATER} where id = ${estate.vaultId}`;
  return { ...estate, repositoryId, pointId };
}

const nextAt = async ({ vaultId }: Estate) =>
  (await owner<Row[]>`select next_verify_at as at from vaults where id = ${vaultId}`)[0]?.['at'];
const wantedSince = async ({ repositoryId }: Stored) =>
  (await owner<Row[]>`select read_all_since as at from repositories where id = ${repositoryId}`)[0]?.['at'];
const toRead = async (hold: Hold) => (await planVerification(services, hold)).repositories[0]?.toRead;

async function ask(estate: Estate, input = {}): Promise<Hold> {
  const asked = request({ vaultId: estate.vaultId, ...input });
  const { jobId } = await requestVerification(as(services, 'OPERATOR'), asked);
  return begin(services, { jobId, workerId: estate.workerId });
}

/** The checks of the vault that workers queued by themselves, now that they look. */
async function queued({ vaultId }: Estate): Promise<string[]> {
  expect((await claimDueVaults(services, VERIFICATION, 50)).troubles).toEqual([]);
  const rows = await owner<{ id: string }[]>`
    select id from jobs where vault_id = ${vaultId} and operation = 'VERIFY' and requested_by ->> 'type' = 'system' order by id`;
  return rows.map(({ id }) => id);
}

async function read(hold: Hold, { repositoryId }: Stored, shares: readonly number[]): Promise<void> {
  for (const share of shares) {
    const clean = { seconds: 2, errorCount: 0, brokenPacks: [], findings: [] };
    await recordLook(services, hold, { repositoryId, read: { share, of: 30 }, ...clean });
  }
}

async function restoreThatFails(estate: Stored, error = DAMAGED): Promise<void> {
  const hold = await beginRestore(services, estate, { pointId: estate.pointId, path: '/srv/elsewhere' });
  expect(await failAttempt(services, hold, { error })).toEqual({ ended: true });
}

describe('everything is read where a person asks for it', () => {
  test('without the bound of shares a run; what was read before does not count, what was read since is not read again', async () => {
    const estate = await seedStored();
    const before = await ask(estate);
    await read(before, estate, [1]);
    await finishVerification(services, before, NO_WARNINGS);
    expect(await jobRow(owner, before.jobId)).toMatchObject({ result: { shares: 1, sharesOf: 30 } });
    await clock.set('2026-11-20T12:01:00Z');
    const hold = await ask(estate, { everything: true });
    expect(await toRead(hold)).toEqual([...ALL.slice(1), 1]);
    await clock.set('2026-11-20T12:02:00Z');
    await read(hold, estate, ALL.slice(1));
    expect(await toRead(hold)).toEqual([1]);
    await read(hold, estate, [1]);
    expect(await toRead(hold)).toEqual([]);
    await finishVerification(services, hold, NO_WARNINGS);
    expect(await jobRow(owner, hold.jobId)).toMatchObject({ result: { shares: 30, sharesOf: 30 } });
    const [ended] = await owner<Row[]>`
      select message from job_events where job_id = ${hold.jobId} and type = 'job.completed'`;
    expect(ended?.['message']).toMatch(/^Read all of the data; /);
    expect(await toRead(await ask(estate))).toEqual([2]);
  });

  test('what a check does not come to the next one reads; whoever asks for less changes nothing', async () => {
    const estate = await seedStored();
    const hold = await ask(estate, { everything: true });
    await clock.set('2026-11-20T12:02:00Z');
    await read(hold, estate, ALL.slice(0, 12));
    await finishVerification(services, hold, NO_WARNINGS);
    expect(await toRead(await ask(estate, { everything: false }))).toEqual(ALL.slice(12));
  });

  test('where a check is open already nothing is changed', async () => {
    const estate = await seedStored();
    await ask(estate);
    await expect(ask(estate, { everything: true })).rejects.toMatchObject({ code: 'JOB_RUNNING' });
    expect(await wantedSince(estate)).toBeNull();
  });

  test('by a clock that has been put back since: it is wanted now, and ends', async () => {
    const estate = await seedStored();
    await clock.set('2027-11-20T12:00:00Z');
    const ahead = await ask(estate, { everything: true });
    await finishVerification(services, ahead, NO_WARNINGS);
    await clock.set('2026-11-21T12:00:00Z');
    const hold = await ask(estate);
    expect(await toRead(hold)).toEqual(ALL);
    await clock.set('2026-11-21T12:05:00Z');
    await read(hold, estate, ALL);
    await finishVerification(services, hold, NO_WARNINGS);
    expect(await toRead(await ask(estate))).toEqual([1]);
  });
});

describe('a job that meets damage has all of its repository read, at once', () => {
  test('once, however many meet it; again a day later where it is met again', async () => {
    const estate = await seedStored();
    await restoreThatFails(estate, USERS_FAULT);
    expect([await wantedSince(estate), await nextAt(estate)]).toEqual([null, new Date(LATER)]);
    await restoreThatFails(estate);
    await restoreThatFails(estate);
    const [jobId = '', ...others] = await queued(estate);
    expect(others).toEqual([]);
    const hold = await begin(services, { jobId, workerId: estate.workerId });
    expect(await toRead(hold)).toEqual(ALL);
    await clock.set('2026-11-20T12:05:00Z');
    await restoreThatFails(estate);
    expect(await wantedSince(estate)).toEqual(new Date(NOW));
    await read(hold, estate, ALL);
    await finishVerification(services, hold, NO_WARNINGS);
    await restoreThatFails(estate);
    expect([await queued(estate), await wantedSince(estate)]).toEqual([[jobId], new Date(NOW)]);
    await clock.set('2026-11-21T11:00:00Z');
    await restoreThatFails(estate);
    expect(await wantedSince(estate)).toEqual(new Date(NOW));
    await clock.set('2026-11-21T12:30:00Z');
    await restoreThatFails(estate);
    expect(await wantedSince(estate)).toEqual(new Date('2026-11-21T12:30:00Z'));
  });

  test('what was being read when it was met is read again, by the next check; while all is still to be read it begins from nothing only once', async () => {
    const estate = await seedStored();
    await updateVault(as(services, 'ADMIN'), request({ vaultId: estate.vaultId, withoutVerification: true }));
    const open = await ask(estate);
    await restoreThatFails(estate);
    await clock.set('2026-11-20T12:00:01Z');
    await read(open, estate, [1]);
    expect(await toRead(open)).toEqual(ALL.slice(1));
    await clock.set('2026-11-20T12:05:00Z');
    await read(open, estate, ALL.slice(1));
    await finishVerification(services, open, NO_WARNINGS);
    await clock.set('2026-11-22T12:00:00Z');
    await restoreThatFails(estate);
    expect(await wantedSince(estate)).toEqual(new Date(NOW));
    const [jobId = ''] = await queued(estate);
    expect(await toRead(await begin(services, { jobId, workerId: estate.workerId }))).toEqual([1]);
  });

  test('not for damage that is known: the point that it restored is marked', async () => {
    const estate = await seedStored();
    const { repositoryId, pointId } = estate;
    const hold = await ask(estate);
    const found = (await snapshotsOf(owner, [pointId])).map((id) => damaged(id));
    await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: found });
    await finishVerification(services, hold, NO_WARNINGS);
    await restoreThatFails(estate);
    expect([await wantedSince(estate), await nextAt(estate)]).toEqual([null, new Date(LATER)]);
  });

  test('a backup too, whether it fails for it, only tells of it, or stored again what was lost', async () => {
    const [failing, telling, healing] = [await seedStored(), await seedStored(), await seedStored()];
    await failAttempt(services, await beginBackup(services, failing), { error: DAMAGED });
    const ends = [
      [telling, DAMAGED.code],
      [healing, 'STORED_AGAIN'],
    ] as const;
    for (const [estate, code] of ends) {
      const warnings = { first: [{ code, message: 'm' }], count: 1 };
      await finishBackup(services, await beginBackup(services, estate), backupResult({ warnings }));
    }
    for (const estate of [failing, telling, healing]) {
      expect([await wantedSince(estate), await nextAt(estate)]).toEqual([new Date(NOW), new Date(NOW)]);
    }
  });

  test('in a vault that is never checked a backup of an item with damaged points is looked at once, and nothing read', async () => {
    const estate = await seedStored();
    const hold = await ask(estate);
    const found = (await snapshotsOf(owner, [estate.pointId])).map((id) => damaged(id));
    await markDamage(services, hold, { repositoryId: estate.repositoryId, on: 'CONTENT', damaged: found });
    await updateVault(as(services, 'ADMIN'), request({ vaultId: estate.vaultId, withoutVerification: true }));
    await finishBackup(services, await beginBackup(services, estate), backupResult());
    expect(await queued(estate)).toEqual([]);
    await finishVerification(services, hold, NO_WARNINGS);
    await finishBackup(services, await beginBackup(services, estate), backupResult());
    const [jobId = '', ...others] = await queued(estate);
    expect(others).toEqual([]);
    expect(await toRead(await begin(services, { jobId, workerId: estate.workerId }))).toEqual([]);
  });

  test('also in a vault that is never checked: until all is read, and then no more', async () => {
    const estate = await seedStored();
    await updateVault(as(services, 'ADMIN'), request({ vaultId: estate.vaultId, withoutVerification: true }));
    await clock.set('2026-11-21T12:00:00Z');
    expect(await queued(estate)).toEqual([]);
    await restoreThatFails(estate);
    const [jobId = ''] = await queued(estate);
    const hold = await begin(services, { jobId, workerId: estate.workerId });
    await clock.set('2026-11-21T12:05:00Z');
    await read(hold, estate, ALL.slice(0, 20));
    await finishVerification(services, hold, NO_WARNINGS);
    await clock.set('2026-11-22T12:01:00Z');
    const [, next = '', ...others] = await queued(estate);
    expect(others).toEqual([]);
    const rest = await begin(services, { jobId: next, workerId: estate.workerId });
    expect(await toRead(rest)).toEqual(ALL.slice(20));
    await clock.set('2026-11-22T12:05:00Z');
    await read(rest, estate, ALL.slice(20));
    await finishVerification(services, rest, NO_WARNINGS);
    await clock.set('2026-11-30T12:00:00Z');
    expect(await queued(estate)).toHaveLength(2);
  });
});
