import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { as, protectFolder, request, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { auditOf } from '../../contracts/db/kit.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const clock = await holdScheduleClock(gateway.owner, '2026-11-22T12:00Z');

const SITE =
  'name maxJobs maxJobsPerHost uploadKibPerSecond downloadKibPerSecond pausedUntil pauses { timeZone windows { days from to } }';
const UPDATE = `mutation Update($input: UpdateSiteInput!) { updateSite(input: $input) {
  __typename
  ... on UpdateSitePayload { site { ${SITE} } }
  ... on Error { code }
  ... on InvalidInput { issues { path message } }
} }`;

async function update(input: object): Promise<unknown> {
  const { data } = await gateway.ask(UPDATE, { input: { idempotencyKey: randomUUID(), ...input } });
  return data;
}

const LIMITS = { maxJobs: 4, maxJobsPerHost: 2, uploadKibPerSecond: 8_000, downloadKibPerSecond: 16_000 };
const PAUSES = { timeZone: 'Europe/Berlin', windows: [{ days: ['SUNDAY'], from: '22:00', to: '06:00' }] };
const NO_LIMITS = { maxJobs: null, maxJobsPerHost: null, uploadKibPerSecond: null, downloadKibPerSecond: null };

test('the limits, pauses and bandwidth of a site are set, read back, kept where they are not named, taken away, and audited', async () => {
  const { siteId } = await seedEstate(services);
  expect(await update({ siteId, ...LIMITS })).toMatchObject({ updateSite: { site: { ...LIMITS, pauses: null } } });
  expect(await update({ siteId, pauses: PAUSES })).toMatchObject({
    updateSite: { site: { ...LIMITS, pauses: PAUSES, pausedUntil: null } },
  });
  const without = ['MAX_JOBS', 'MAX_JOBS_PER_HOST', 'PAUSES', 'UPLOAD_KIB_PER_SECOND', 'DOWNLOAD_KIB_PER_SECOND'];
  expect(await update({ siteId, without })).toMatchObject({ updateSite: { site: { ...NO_LIMITS, pauses: null } } });
  const entries = await auditOf(gateway.owner, siteId);
  expect(entries.map(({ action }) => action)).toEqual(['site.updated', 'site.updated', 'site.updated']);
  expect(entries[0]?.details).toMatchObject(LIMITS);
});

test('a site that is in a pause says until when', async () => {
  const { siteId } = await seedEstate(services);
  await update({ siteId, pauses: PAUSES });
  await clock.set('2026-11-22T23:00Z');
  const { data } = await gateway.ask(`query Site($id: ID!) { site(id: $id) { pausedUntil } sites { totalCount } }`, {
    id: siteId,
  });
  await clock.set('2026-11-22T12:00Z');
  expect(data).toMatchObject({ site: { pausedUntil: '2026-11-23T05:00:00.000Z' } });
});

test.each([
  ['nothing', {}, 'input'],
  ['a limit of none', { maxJobs: 0 }, 'maxJobs'],
  ['a bandwidth that nothing is shared among', { uploadKibPerSecond: 1_000 }, 'maxJobs'],
  ['a bandwidth below what the engine needs', { maxJobs: 1, uploadKibPerSecond: 15 }, 'uploadKibPerSecond'],
  ['a bandwidth of which a share is too small', { maxJobs: 10, downloadKibPerSecond: 159 }, 'downloadKibPerSecond'],
  ['one thing set and taken away', { maxJobs: 1, without: ['MAX_JOBS'] }, 'without'],
  ['pauses without a window', { pauses: { windows: [] } }, 'pauses.windows'],
  ['pauses without an end', { pauses: { windows: [{ from: '00:00', to: '24:00' }] } }, 'pauses.windows'],
  ['a zone that is none', { pauses: { ...PAUSES, timeZone: 'Mars/Olympus' } }, 'pauses.timeZone'],
])('%s is refused, and changes nothing', async (_, change, path) => {
  const { siteId } = await seedEstate(services);
  expect(await update({ siteId, ...change })).toMatchObject({
    updateSite: { __typename: 'InvalidInput', issues: [{ path }] },
  });
  expect(await update({ siteId, maxJobs: 3 })).toMatchObject({ updateSite: { site: { ...NO_LIMITS, maxJobs: 3 } } });
});

test('the limit of a bandwidth’s share cannot be taken away from under it', async () => {
  const { siteId } = await seedEstate(services);
  await update({ siteId, maxJobs: 2, downloadKibPerSecond: 100 });
  expect(await update({ siteId, without: ['MAX_JOBS'] })).toMatchObject({
    updateSite: { issues: [{ path: 'maxJobs' }] },
  });
});

test('a site that does not exist is not found', async () => {
  const siteId = 'sit_00000000000000000000000000000000';
  expect(await update({ siteId, maxJobs: 1 })).toMatchObject({ updateSite: { code: 'NOT_FOUND' } });
});

test('a vault’s limit is set and taken away, and a job that it keeps waiting says so', async () => {
  const estate = await seedEstate(services);
  const { vaultId, policyId, workerId } = estate;
  const CHANGE = `mutation Change($input: UpdateVaultInput!) { updateVault(input: $input) {
    ... on UpdateVaultPayload { vault { maxJobs } } ... on InvalidInput { issues { path } } } }`;
  const change = async (input: object) =>
    (await gateway.ask(CHANGE, { input: { vaultId, idempotencyKey: randomUUID(), ...input } })).data;
  expect(await change({ maxJobs: 1 })).toMatchObject({ updateVault: { vault: { maxJobs: 1 } } });
  const admin = as(services, 'ADMIN');
  const other = await protectFolder(admin, { vaultId, policyId, name: `second ${vaultId}`, path: '/srv/second' });
  const jobIds: string[] = [];
  for (const { itemId } of [estate, other]) jobIds.push((await requestBackup(admin, request({ itemId }))).jobId);
  for (const jobId of jobIds) await beginAttempt(services, { jobId, workerId });
  const JOB = 'query Job($id: ID!) { job(id: $id) { status waitsFor { reason name limit until description } } }';
  expect((await gateway.ask(JOB, { id: jobIds[1] })).data).toMatchObject({
    job: { status: 'QUEUED', waitsFor: { reason: 'VAULT', limit: 1, until: null } },
  });
  expect((await gateway.ask(JOB, { id: jobIds[0] })).data).toEqual({ job: { status: 'IN_PROGRESS', waitsFor: null } });
  expect(await change({ withoutMaxJobs: true })).toMatchObject({ updateVault: { vault: { maxJobs: null } } });
  expect(await change({})).toMatchObject({ updateVault: { issues: [{ path: 'maxJobs' }] } });
});
