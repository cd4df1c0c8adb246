import { cancelJob } from '@holdfast/db/services/job/cancel';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { revokeToken } from '@holdfast/db/services/access/revoke-token';
import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, request, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { begin, commitBackup } from './without-worker.ts';
import { readEvents } from './server-sent-events.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const estate = await seedEstate(services);
const admin = as(services, 'ADMIN');

const WATCH_ONE =
  'subscription Watch($id: ID) { jobChanged(id: $id) { id status progress { percent } recoveryPoint { sizeBytes } } }';

function watch(id?: string, token = gateway.tokens.READER) {
  return readEvents(gateway.fetch, { document: WATCH_ONE, variables: id === undefined ? {} : { id }, token });
}

async function newJob(): Promise<string> {
  const name = `item ${randomUUID()}`;
  const { vaultId, policyId } = estate;
  const { itemId } = await protectFolder(admin, { vaultId, policyId, name, path: `/srv/${name}` });
  const { jobId } = await requestBackup(admin, request({ itemId }));
  return jobId;
}

function event(job: Record<string, unknown>) {
  return { data: { jobChanged: job } };
}

test('a job is told as it is, then at each change, and the stream ends with the job', async () => {
  const id = await newJob();
  await using events = await watch(id);
  expect(await events.next()).toMatchObject(event({ id, status: 'QUEUED', progress: null }));
  const hold = await begin(services, { jobId: id, workerId: estate.workerId });
  expect(await events.until((told) => JSON.stringify(told).includes('IN_PROGRESS'))).toMatchObject(event({ id }));
  await reportProgress(services, hold, { task: 'transfer', percent: 42 });
  expect(await events.until((told) => JSON.stringify(told).includes('42'))).toMatchObject(
    event({ id, progress: { percent: 42 } }),
  );
  await commitBackup(services, hold);
  expect(await events.until((told) => JSON.stringify(told).includes('COMPLETED'))).toMatchObject(
    event({ id, status: 'COMPLETED', recoveryPoint: { sizeBytes: 1_000 } }),
  );
  expect(await events.next()).toBeUndefined();
});

test('a job that has ended is told once, and the stream ends', async () => {
  const id = await newJob();
  await cancelJob(admin, request({ jobId: id }));
  await using events = await watch(id);
  expect(await events.next()).toMatchObject(event({ id, status: 'CANCELLED' }));
  expect(await events.next()).toBeUndefined();
});

test('an id that names no job gives null, and the stream ends', async () => {
  await using events = await watch('job_00000000000000000000000000000000');
  expect(await events.next()).toEqual({ data: { jobChanged: null } });
  expect(await events.next()).toBeUndefined();
});

test('who watches one job hears nothing of the others', async () => {
  const [id, other] = [await newJob(), await newJob()];
  await using events = await watch(id);
  await events.next();
  await cancelJob(admin, request({ jobId: other }));
  await cancelJob(admin, request({ jobId: id }));
  expect(await events.next()).toMatchObject(event({ id, status: 'CANCELLED' }));
});

test('who watches all jobs hears of every open one first, then of each that changes', async () => {
  const open = await newJob();
  await using events = await watch();
  await events.until((told) => JSON.stringify(told).includes(open));
  const later = await newJob();
  expect(await events.until((told) => JSON.stringify(told).includes(later))).toMatchObject(
    event({ id: later, status: 'QUEUED' }),
  );
  await cancelJob(admin, request({ jobId: open }));
  expect(await events.until((told) => JSON.stringify(told).includes('CANCELLED'))).toMatchObject(event({ id: open }));
});

test('a slow reader is told the newest state, not every one in between', async () => {
  const id = await newJob();
  await using events = await watch(id);
  await events.next();
  const hold = await begin(services, { jobId: id, workerId: estate.workerId });
  // All at once: one after the other, on a busy machine, the gateway would keep up with them.
  const percents = Array.from({ length: 100 }, (_, index) => index + 1);
  await Promise.all(percents.map((percent) => reportProgress(services, hold, { task: 'transfer', percent })));
  await commitBackup(services, hold);
  let told = 0;
  for (let next = await events.next(); next !== undefined; next = await events.next()) told += 1;
  expect(told).toBeLessThan(100);
});

test('a token that is revoked ends the stream with the next change', async () => {
  const { token, tokenId } = await gateway.principal({ role: 'READER' });
  const id = await newJob();
  await using events = await watch(id, token);
  await events.next();
  await revokeToken(admin, request({ tokenId }));
  await begin(services, { jobId: id, workerId: estate.workerId });
  const refused = await events.until((told) => {
    // What was said of the job as it was before may be on its way still.
    expect(JSON.stringify(told)).not.toContain('IN_PROGRESS');
    return JSON.stringify(told).includes('UNAUTHENTICATED');
  });
  expect(refused).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(await events.next()).toBeUndefined();
});

test('nobody watches without a token', async () => {
  await using events = await watch(await newJob(), 'nonsense');
  expect(await events.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(await events.next()).toBeUndefined();
});
