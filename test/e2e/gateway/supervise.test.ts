import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { startTask } from '@holdfast/db/services/job/start-task';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { startGateway } from '@holdfast/gateway/server';
import { pino } from 'pino';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { beginEach, queueBackups, seedLimited } from '../../contracts/db/admission-kit.ts';
import { backupResult } from '../../contracts/db/kit.ts';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, request, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { begin } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services, database, home } = gateway;

function start(log = pino({ level: 'silent' })) {
  return startGateway({ services, storeUrl: database.appUrl, home, port: 0, host: '127.0.0.1', log });
}

test('a gateway alone notices that the only worker fell silent, and an alert says so', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId: estate.itemId }));
  await begin(services, { jobId, workerId: estate.workerId });
  await gateway.owner`update workers set heartbeat_at = now() - interval '1 minute' where id = ${estate.workerId}`;
  const running = await start();
  try {
    const alert = await waitFor('the alert', async () => {
      const { data } = await gateway.ask('{ alerts { nodes { kind severity job { id } error { code remedy } } } }');
      return JSON.stringify(data).includes('WORKER_LOST') && data;
    });
    expect(alert).toMatchObject({
      alerts: { nodes: [{ kind: 'WORKER_LOST', job: { id: jobId }, error: { code: 'WORKER_SILENT' } }] },
    });
  } finally {
    await running.stop(1_000);
  }
});

test('a gateway alone notices that a scheduled backup is late, and an alert says so', async () => {
  const { vaultId } = await seedEstate(services);
  const admin = as(services, 'ADMIN');
  const schedule = { rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }], graceMinutes: 5 };
  const { policyId } = await createPolicy(admin, request({ name: 'nightly', schedule }));
  const { itemId } = await protectFolder(admin, { vaultId, policyId, name: 'late', path: '/srv/late' });
  await gateway.owner`update item_schedules set next_run_at = now() - interval '6 minutes', late_at = now() - interval '1 minute' where item_id = ${itemId}`;
  const running = await start();
  try {
    const alert = await waitFor('the alert', async () => {
      const { data } = await gateway.ask(
        '{ alerts { nodes { kind severity item { id } error { code message remedy } } } }',
      );
      return JSON.stringify(data).includes('BACKUP_MISSED') && data;
    });
    expect(JSON.stringify(alert)).toContain('A scheduled backup of late did not run in time.');
  } finally {
    await running.stop(1_000);
  }
});

test('a gateway alone notices that a job stands still, and the alert and the job’s tasks say so', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId: estate.itemId }));
  const hold = await begin(services, { jobId, workerId: estate.workerId });
  const task = 'Transfer to vault';
  await startTask(services, hold, task);
  const far = { percent: 40, bytesDone: 400, bytesTotal: 1000, bytesPerSecond: 0 };
  await reportProgress(services, hold, { task, ...far });
  await gateway.owner`update workers set heartbeat_at = now() + interval '5 minutes' where id = ${estate.workerId}`;
  await gateway.owner`update jobs set moved_at = now() - interval '31 minutes' where id = ${jobId}`;
  await gateway.owner`update job_attempts set started_at = now() - interval '1 hour' where job_id = ${jobId}`;
  const running = await start();
  try {
    const told = await waitFor('the alert', async () => {
      const { data } = await gateway.ask(
        `query Stalled($id: ID!, $item: ID!) {
          alerts(filter: { severity: [WARNING], itemId: $item }) { nodes { severity item { id } job { id } error { code message } } }
          job(id: $id) {
            nextAttemptAt movedAt events(first: 9) { nodes { type } }
            tasks { name percent bytesDone bytesTotal bytesPerSecond secondsRemaining }
          }
        }`,
        { id: jobId, item: estate.itemId },
      );
      return JSON.stringify(data).includes('job.stalled') && data;
    });
    const error = { code: 'JOB_STANDS_STILL', message: expect.stringContaining('has not moved for 31 min') };
    expect(told).toMatchObject({
      alerts: { nodes: [{ severity: 'WARNING', item: { id: estate.itemId }, job: { id: jobId }, error }] },
      job: { nextAttemptAt: null, tasks: [{ name: task, ...far, secondsRemaining: null }] },
    });
  } finally {
    await running.stop(1_000);
  }
});

test('a look for lost workers that fails is logged, and the gateway goes on', async () => {
  const lines: string[] = [];
  await gateway.owner`alter table workers rename to labourers`;
  const running = await start(pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }));
  try {
    await waitFor('two failed looks', async () => lines.filter((line) => line.includes('lost workers')).length >= 2);
    expect((await fetch(new URL('/live', running.url))).status).toBe(200);
  } finally {
    await running.stop(1_000);
    await gateway.owner`alter table labourers rename to workers`;
  }
});

test('a gateway alone hands out what waited for a place', async () => {
  const estate = await seedLimited(services, 1);
  const [first = '', second = ''] = await queueBackups(services, estate, 2);
  await beginEach(services, estate, [first, second]);
  await finishBackup(services, { jobId: first, attempt: 1 }, backupResult());
  const waits = async () => {
    const { data } = await gateway.ask('query Job($id: ID!) { job(id: $id) { waitsFor { reason } } }', { id: second });
    return JSON.stringify(data);
  };
  expect(await waits()).toContain('VAULT');
  const running = await start();
  try {
    await waitFor('the job to wait no more', async () => (await waits()).includes('"waitsFor":null'));
  } finally {
    await running.stop(1_000);
  }
});
