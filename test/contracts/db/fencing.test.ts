import { afterAll, expect, test } from 'vitest';
import { FencedError } from '@holdfast/db/domain/errors';
import type { Services } from '@holdfast/db/services/context';
import { assertStillHeld } from '@holdfast/db/services/job/assert-still-held';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { finishCancel } from '@holdfast/db/services/job/finish-cancel';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import { assertHeld, type Hold } from '@holdfast/db/services/job/hold';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { noteEvent } from '@holdfast/db/services/job/note-event';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { startTask } from '@holdfast/db/services/job/start-task';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { backupResult, begin, beginBackup, everything, PASSING } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

/** Everything that a run does to its job. */
const STEPS: Record<string, (services: Services, hold: Hold) => Promise<unknown>> = {
  reportProgress: (on, hold) => reportProgress(on, hold, { task: 'Transfer to vault', percent: 99 }),
  startTask: (on, hold) => startTask(on, hold, 'Transfer to vault'),
  noteEvent: (on, hold) => noteEvent(on, hold, { type: 'leftover.removed', message: 'x' }),
  assertStillHeld: (on, hold) => assertStillHeld(on, hold),
  finishBackup: (on, hold) => finishBackup(on, hold, backupResult()),
  finishRestore: (on, hold) => finishRestore(on, hold, { restoredTo: '/x', files: 1, bytes: 1, warnings: NO_WARNINGS }),
  failAttempt: (on, hold) => failAttempt(on, hold, { error: PASSING }),
  finishCancel: (on, hold) => finishCancel(on, hold),
};

/** Each way in which a run comes to lose its job while it goes on. */
const LOSSES: Record<string, (estate: Estate, hold: Hold) => Promise<unknown>> = {
  'was lost': (_estate, hold) => loseAttempt(services, hold, 'gone'),
  'was lost after a request to cancel': async (_estate, hold) => {
    await cancelJob(as(services, 'ADMIN'), request({ jobId: hold.jobId }));
    await loseAttempt(services, hold, 'gone');
  },
  'was followed by another attempt': async ({ workerId }, hold) => {
    await loseAttempt(services, hold, 'gone');
    await begin(services, { jobId: hold.jobId, workerId });
  },
  'was followed by another attempt that cancels': async ({ workerId }, hold) => {
    await cancelJob(as(services, 'ADMIN'), request({ jobId: hold.jobId }));
    await loseAttempt(services, hold, 'gone');
    await begin(services, { jobId: hold.jobId, workerId });
  },
  'failed and waits for another attempt': (_estate, hold) => failAttempt(services, hold, { error: PASSING }),
  'ended its job': (_estate, hold) => finishBackup(services, hold, backupResult()),
};

const cases = Object.keys(LOSSES).flatMap((loss) => Object.keys(STEPS).map((step) => ({ loss, step })));

test.for(cases)('an attempt that $loss is fenced from $step and changes nothing', async ({ loss, step }) => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await LOSSES[loss]?.(estate, hold);
  const before = await everything(owner);
  await expect(STEPS[step]?.(services, hold)).rejects.toThrow(FencedError);
  expect(await everything(owner)).toEqual(before);
});

test.for(Object.keys(STEPS))('a number that was never given out is fenced from %s', async (step) => {
  const hold = await beginBackup(services, await seedEstate(services));
  const before = await everything(owner);
  await expect(STEPS[step]?.(services, { ...hold, attempt: 2 })).rejects.toThrow(FencedError);
  await expect(STEPS[step]?.(services, { ...hold, attempt: 0 })).rejects.toThrow(FencedError);
  expect(await everything(owner)).toEqual(before);
});

test('of a commit and a takeover at the same time exactly one happens', async () => {
  for (let round = 0; round < 10; round += 1) {
    const hold = await beginBackup(services, await seedEstate(services));
    const [committed, lost] = await Promise.allSettled([
      finishBackup(services, hold, backupResult()),
      loseAttempt(services, hold, 'gone'),
    ]);
    const points = await owner`select from recovery_points where job_id = ${hold.jobId}`;
    expect(lost).toMatchObject({ status: 'fulfilled', value: committed.status === 'rejected' });
    expect(points).toHaveLength(committed.status === 'fulfilled' ? 1 : 0);
  }
});

test('a run that holds the row of its job does not keep others from writing to the job’s log', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    await owner.begin(async (other) => {
      await other`set local lock_timeout = '2s'`;
      const written = other`insert into job_events (job_id, attempt, type, message) values (${hold.jobId}, 1, 'worker.silent', 'x')`;
      await expect(written).resolves.toHaveProperty('count', 1);
    });
  });
});
