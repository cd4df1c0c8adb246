import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { backupResult, begin, beginBackup, jobRow, USERS_FAULT } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner, store } = kit;

const changeSchema = z.strictObject({ table: z.string(), id: z.string(), version: z.int() });
const told: z.output<typeof changeSchema>[] = [];
await store.sql.listen('holdfast_changes', (payload) => told.push(changeSchema.parse(JSON.parse(payload))));

/** What was told of a job so far, as soon as it has come to its present version. */
async function versionsOf(jobId: string): Promise<number[]> {
  const { version } = await jobRow(owner, jobId);
  const ofIt = () =>
    told.filter((change) => change.table === 'jobs' && change.id === jobId).map((change) => change.version);
  await waitFor(`version ${String(version)} of ${jobId}`, async () => ofIt().includes(Number(version)));
  return ofIt();
}

test('every change of a job is told with its id and a version that rises by one', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await requestBackup(as(services, 'OPERATOR'), request({ itemId: estate.itemId }));
  const steps: (() => Promise<unknown>)[] = [
    () => begin(services, { jobId, workerId: estate.workerId }),
    () => reportProgress(services, { jobId, attempt: 1 }, { task: 'Transfer to vault', percent: 1 }),
    () => loseAttempt(services, { jobId, attempt: 1 }, 'gone'),
    () => begin(services, { jobId, workerId: estate.workerId }),
    () => finishBackup(services, { jobId, attempt: 2 }, backupResult()),
  ];
  let last = (await versionsOf(jobId)).length;
  for (const step of steps) {
    await step();
    const versions = await versionsOf(jobId);
    expect(versions.length).toBeGreaterThan(last);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    last = versions.length;
  }
});

test('a change that was not committed is not told', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const before = await versionsOf(hold.jobId);
  await expect(finishBackup(services, hold, backupResult({ parts: [] }))).rejects.toThrow('recovery_points');
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: hold.jobId }));
  expect(await versionsOf(hold.jobId)).toEqual([...before, before.length + 1]);
});

test('an alert is told when it is raised, counted up and resolved', async () => {
  const estate = await seedEstate(services);
  await failAttempt(services, await beginBackup(services, estate), { error: USERS_FAULT });
  await failAttempt(services, await beginBackup(services, estate), { error: USERS_FAULT });
  await finishBackup(services, await beginBackup(services, estate), backupResult());
  const [alert] = await owner<{ id: string }[]>`select id from alerts where item_id = ${estate.itemId}`;
  const versions = () =>
    told.filter((change) => change.table === 'alerts' && change.id === alert?.id).map((change) => change.version);
  await waitFor('the resolved alert', async () => versions().includes(3));
  expect(versions()).toEqual([1, 2, 3]);
});
