import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorInfo } from '@holdfast/db/domain/fault';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { finishDrill } from '@holdfast/db/services/drill/finish';
import { requestDrill } from '@holdfast/db/services/drill/request';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import { lockObjectives } from '@holdfast/db/services/objective/lock';
import { aroundChange } from '@holdfast/db/services/objective/settle';
import { noticeBreaches } from '@holdfast/db/services/objective/notice-breaches';
import { findHealth } from '@holdfast/db/queries/health';
import { isOneOf } from '@holdfast/db/queries/objectives';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { resumeProtection } from '@holdfast/db/services/protected-item/resume';
import { stopProtection } from '@holdfast/db/services/protected-item/stop';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { deleteRecoveryPoint } from '@holdfast/db/services/recovery-point/delete';
import { undelete } from '@holdfast/db/services/recovery-point/undelete';
import { as, request } from '../../kit/estate.ts';
import { holdScheduleClock, type ScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices, type TestServices } from '../../kit/services.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { atOnce, begin, beginBackup, beginRestore, USERS_FAULT } from './kit.ts';
import { backUp, breachAlerts, breachesOf, drilled, seedObjectives } from './objectives-kit.ts';

const DAY_S = 86_400;

let test: TestServices;
let clock: ScheduleClock;
beforeAll(async () => {
  test = await openServices();
  clock = await holdScheduleClock(test.owner, '2026-01-01T00:00Z');
});
afterAll(() => test.close());
// What the test before left would be noticed too.
beforeEach(async () => {
  await test.owner`update protected_items set state = 'STOPPED'`;
  await noticeBreaches(test.services);
});

/** At this time, as all who look see it. */
async function look(at: string): Promise<number> {
  await clock.set(at);
  return noticeBreaches(test.services);
}

describe('the breach of an RPO', () => {
  it('is recorded from the instant at which it was due, told once however many look, and resolved by the next good point', async () => {
    const { services, owner } = test;
    await clock.set('2026-01-01T00:00Z');
    const estate = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
    await clock.set('2026-01-01T03:00Z');
    await backUp(services, estate, '2026-01-01T02:00Z');
    expect(await look('2026-01-02T01:59Z')).toBe(0);
    await clock.set('2026-01-02T02:20Z');
    await atOnce(20, () => noticeBreaches(services));
    await noticeBreaches(services);
    const open = { objective: 'RPO', from: '2026-01-02T02:00', to: null, by: null };
    expect(await breachesOf(owner, estate.itemId)).toEqual([open]);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RPO_BREACHED ERROR FIRED 1']);
    await clock.set('2026-01-02T05:00Z');
    await backUp(services, estate, '2026-01-02T04:30Z');
    const by = 'A recovery point captured at 2026-01-02T04:30:00.000Z.';
    expect(await breachesOf(owner, estate.itemId)).toEqual([{ ...open, to: '2026-01-02T05:00', by }]);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RPO_BREACHED ERROR RESOLVED 1']);
    expect(await look('2026-01-02T05:01Z')).toBe(0);
  });

  it('is one breach and one alert when something ends it while another one is about to record it', async () => {
    const { services, owner } = test;
    await clock.set('2026-01-11T00:00Z');
    const { itemId } = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
    await clock.set('2026-01-12T06:00Z');
    let looking: Promise<number> | undefined;
    await services.db.transaction((tx) =>
      aroundChange(services, tx, {
        itemIds: [itemId],
        change: async () => {
          looking = noticeBreaches(services);
          await waitFor('the look waits', async () => {
            const [waits] = await owner<{ count: number }[]>`select count(*)::int as count from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock'`;
            return waits?.count === 1 || undefined;
          });
          await tx.execute(sql`update protected_items set rpo_seconds = null where id = ${itemId}`);
        },
      }),
    );
    expect(await looking).toBe(0);
    expect(await breachesOf(owner, itemId)).toMatchObject([{ from: '2026-01-12T00:00', to: '2026-01-12T06:00' }]);
    expect(await breachAlerts(owner, itemId)).toEqual(['RPO_BREACHED CRITICAL RESOLVED 1']);
  });

  it.each(['stop', 'resume', 'update', 'undelete'] as const)(
    'keeps no row of the item from others while a %s waits for it: so nobody waits in a circle',
    async (what) => {
      const { services, owner } = test;
      const admin = as(services, 'ADMIN');
      const estate = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
      const { itemId } = estate;
      const recoveryPointId = await backUp(services, estate, '2026-01-11T00:00Z');
      const reason = 'a test';
      if (what === 'resume') await stopProtection(admin, request({ itemId, reason }));
      if (what === 'undelete') await deleteRecoveryPoint(admin, request({ recoveryPointId, reason }));
      const changes = {
        stop: () => stopProtection(admin, request({ itemId, reason })),
        resume: () => resumeProtection(admin, request({ itemId })),
        update: () => updateItem(admin, request({ itemId, rpoSeconds: 60 })),
        undelete: () => undelete(admin, request({ itemId })),
      };
      let changing: Promise<unknown> | undefined;
      await services.db.transaction(async (tx) => {
        await lockObjectives(tx, [itemId]);
        changing = changes[what]();
        await waitFor('the change waits', async () => {
          const [waits] = await owner<{ count: number }[]>`select count(*)::int as count from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`;
          return waits?.count === 1 || undefined;
        });
        await tx.execute(sql`select from protected_items where id = ${itemId} for share nowait`);
        await tx.execute(sql`select from recovery_points where id = ${recoveryPointId} for update nowait`);
      });
      await changing;
    },
  );

  it('is noticed by one look of all items that have one, however many', async () => {
    const { services, owner } = test;
    await clock.set('2026-01-21T00:00Z');
    const { itemId } = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
    await owner`
      insert into protected_items (id, name, kind, config, site_id, vault_id, repository_id, policy_id, rpo_seconds)
      select id || n, name || ' ' || n, kind, config, site_id, vault_id, repository_id, policy_id, rpo_seconds
      from protected_items, generate_series(1, 129) as n where id = ${itemId}`;
    expect(await look('2026-01-22T06:00Z')).toBe(130);
    expect(await look('2026-01-22T06:00Z')).toBe(0);
  });

  it('that nobody saw while it lasted is recorded and told by the backup that ends it', async () => {
    const { services, owner } = test;
    await clock.set('2026-02-01T00:00Z');
    const estate = await seedObjectives(services, { policy: { rpoSeconds: DAY_S } });
    await backUp(services, estate, '2026-02-01T00:00Z');
    await clock.set('2026-02-03T06:00Z');
    await backUp(services, estate, '2026-02-03T05:00Z');
    expect(await breachesOf(owner, estate.itemId)).toMatchObject([
      { from: '2026-02-02T00:00', to: '2026-02-03T06:00' },
    ]);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RPO_BREACHED ERROR RESOLVED 1']);
  });

  it('without any good point counts from the beginning of protection and is critical; a stop ends it, being resumed begins anew', async () => {
    const { services, owner } = test;
    await clock.set('2026-03-01T00:00Z');
    const estate = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
    expect(await look('2026-03-01T23:59Z')).toBe(0);
    expect(await look('2026-03-02T00:00Z')).toBe(1);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RPO_BREACHED CRITICAL FIRED 1']);
    await clock.set('2026-03-03T00:00Z');
    const admin = as(services, 'ADMIN');
    await stopProtection(admin, request({ itemId: estate.itemId, reason: 'retired' }));
    expect(await look('2026-03-09T00:00Z')).toBe(0);
    await clock.set('2026-03-10T00:00Z');
    await resumeProtection(admin, request({ itemId: estate.itemId }));
    expect(await look('2026-03-10T23:59Z')).toBe(0);
    expect(await look('2026-03-11T04:00Z')).toBe(1);
    expect(await breachesOf(owner, estate.itemId)).toMatchObject([
      { from: '2026-03-02T00:00', to: '2026-03-03T00:00', by: 'Its protection was stopped.' },
      { from: '2026-03-11T00:00', to: null },
    ]);
  });

  it('tells of what is planned by the schedule that the same change gives', async () => {
    const { services, owner } = test;
    const admin = as(services, 'ADMIN');
    const schedule = { rules: [{ key: 'often', kind: 'INTERVAL', everyMinutes: 360 }] };
    await clock.set('2026-03-20T00:00Z');
    const resumed = await seedObjectives(services, { item: { rpoSeconds: DAY_S }, policy: { schedule } });
    const edited = await seedObjectives(services, {});
    for (const estate of [resumed, edited]) await backUp(services, estate, '2026-03-20T00:00Z');
    await stopProtection(admin, request({ itemId: resumed.itemId, reason: 'a test' }));
    await clock.set('2026-03-25T00:00Z');
    await resumeProtection(admin, request({ itemId: resumed.itemId }));
    await updatePolicy(admin, request({ policyId: edited.policyId, rpoSeconds: DAY_S, schedule }));
    for (const { itemId } of [resumed, edited]) {
      const [alert] = await owner<{ error: { remedy: string; fault: string } }[]>`
        select error from alerts where item_id = ${itemId} and kind = 'RPO_BREACHED'`;
      expect(alert?.error.remedy).not.toContain('Nothing is planned');
      expect(alert?.error.fault).toBe('SERVICE');
    }
  });

  it.each(['before', 'after'])(
    'whose last backup failed %s it began says what that failed of, and what mends it',
    async (when) => {
      const { services, owner } = test;
      await clock.set('2026-03-26T00:00Z');
      const estate = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
      const fail = async () => failAttempt(services, await beginBackup(services, estate), { error: USERS_FAULT });
      if (when === 'before') await fail();
      expect(await look('2026-03-27T00:00Z')).toBe(1);
      if (when === 'after') await fail();
      const told = async () => {
        const [alert] = await owner<{ error: ErrorInfo; condition: string; count: number }[]>`
        select error, condition, count from alerts where item_id = ${estate.itemId} and kind = 'RPO_BREACHED'`;
        return alert;
      };
      expect(await told()).toMatchObject({
        ...{ condition: 'FIRED', count: 1 },
        error: {
          code: 'RPO_BREACHED',
          remedy:
            'Its last backup failed: The folder is not there. Correct the path. Then back it up again. The next good recovery point resolves this.',
          fault: 'USER',
        },
      });
      await backUp(services, estate, '2026-03-27T00:00Z');
      expect(await told()).toMatchObject({ condition: 'RESOLVED' });
      expect(await look('2026-03-28T00:00Z')).toBe(1);
      const [later] = await owner<{ remedy: string }[]>`
      select error ->> 'remedy' as remedy from alerts where item_id = ${estate.itemId} and kind = 'RPO_BREACHED' and condition = 'FIRED'`;
      expect(later?.remedy).toMatch(/^Nothing is planned: back it up now/);
    },
  );

  it('is said of the item as it is recorded: since it was resumed, promised more or lost its point, not since that point was due', async () => {
    const { services, owner } = test;
    const admin = as(services, 'ADMIN');
    const seeded = async (item: object) => {
      const estate = await seedObjectives(services, { item });
      await backUp(services, estate, '2026-03-26T00:00Z');
      return estate;
    };
    await clock.set('2026-03-26T00:00Z');
    const resumed = await seeded({ rpoSeconds: DAY_S });
    const promised = await seeded({ rtoSeconds: 300 });
    await drilled(owner, { ...promised, pointId: null, at: '2026-03-26T00:00Z', seconds: 240, outcome: 'PASSED' });
    await stopProtection(admin, request({ itemId: resumed.itemId, reason: 'a test' }));
    await clock.set('2026-03-30T00:00Z');
    await resumeProtection(admin, request({ itemId: resumed.itemId }));
    await updateItem(admin, request({ itemId: promised.itemId, rpoSeconds: DAY_S, rtoSeconds: 60 }));
    await clock.set('2026-03-30T02:00Z');
    const health = await findHealth(services.db, isOneOf([resumed.itemId, promised.itemId]));
    for (const { itemId } of [resumed, promised]) {
      const item = health.get(itemId);
      expect(item?.rpo.breachAt).toEqual(new Date('2026-03-30T00:00Z'));
      expect(item?.rpo.text).toContain('breached 2 h ago');
      expect(item?.health.reasons).not.toContainEqual(expect.objectContaining({ lasts: 'PERSISTENT' }));
    }
  });

  it('begins when the point that kept the objective is found damaged or deleted, and ends when it is whole again', async () => {
    const { services, owner } = test;
    await clock.set('2026-04-01T00:00Z');
    const estate = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
    await backUp(services, estate, '2026-04-01T00:00Z');
    await clock.set('2026-04-01T20:00Z');
    const second = await backUp(services, estate, '2026-04-01T20:00Z');
    const damage = JSON.stringify({ certainty: 'DAMAGED', text: 'x', jobId: 'job_x', paths: [], pathCount: 0 });
    await owner`update recovery_points set damage = ${damage}::text::jsonb, damaged_at = '2026-04-02T06:00Z' where id = ${second}`;
    expect(await look('2026-04-02T07:00Z')).toBe(1);
    await owner`update recovery_points set damage = null, damaged_at = null where id = ${second}`;
    expect(await look('2026-04-02T08:00Z')).toBe(1);
    await clock.set('2026-04-02T09:00Z');
    await deleteRecoveryPoint(as(services, 'ADMIN'), request({ recoveryPointId: second, reason: 'a test' }));
    expect(await look('2026-04-02T10:00Z')).toBe(1);
    const by = 'The recovery point captured at 2026-04-01T20:00:00.000Z is good again.';
    expect(await breachesOf(owner, estate.itemId)).toMatchObject([
      { from: '2026-04-02T06:00', to: '2026-04-02T08:00', by },
      { from: '2026-04-02T09:00', to: null },
    ]);
    expect(await breachAlerts(owner, estate.itemId)).toEqual([
      'RPO_BREACHED ERROR RESOLVED 1',
      'RPO_BREACHED ERROR FIRED 1',
    ]);
  });

  it('is not hidden by a clock that is ahead, be it that of the source or that of the store', async () => {
    const { services, owner } = test;
    await clock.set('2026-05-01T00:00Z');
    const estate = await seedObjectives(services, { item: { rpoSeconds: DAY_S } });
    await backUp(services, estate, '2027-05-01T00:00Z');
    expect(await look('2026-05-02T00:00Z')).toBe(1);
    await backUp(services, estate, '2026-05-02T00:00Z');
    // The store's clock was a month ahead when this one was committed.
    await clock.set('2026-06-02T00:00Z');
    await backUp(services, estate, '2026-06-02T00:00Z');
    await look('2026-05-03T01:00Z');
    const rows = await breachesOf(owner, estate.itemId);
    expect(rows.at(-1)).toMatchObject({ to: null });
  });

  it('is ended by a looser promise and begun by a stricter one, at that instant, on the item and on its policy', async () => {
    const { services, owner } = test;
    await clock.set('2026-07-01T00:00Z');
    const estate = await seedObjectives(services, { policy: { rpoSeconds: DAY_S } });
    const admin = as(services, 'ADMIN');
    const policy = (input: object) => updatePolicy(admin, request({ policyId: estate.policyId, ...input }));
    const item = (input: object) => updateItem(admin, request({ itemId: estate.itemId, ...input }));
    await backUp(services, estate, '2026-07-01T00:00Z');
    // Nobody looks in between.
    await clock.set('2026-07-02T06:00Z');
    await policy({ rpoSeconds: 2 * DAY_S });
    await clock.set('2026-07-02T12:00Z');
    await item({ rpoSeconds: 3600 });
    await clock.set('2026-07-02T18:00Z');
    await item({ withoutRpo: true });
    await clock.set('2026-07-03T06:00Z');
    await policy({ withoutRpo: true });
    await clock.set('2026-07-04T00:00Z');
    await noticeBreaches(services);
    expect(await breachesOf(owner, estate.itemId)).toEqual([
      row('2026-07-02T00:00', '2026-07-02T06:00', 'The objective was changed from 1 d to 2 d.'),
      row('2026-07-02T12:00', '2026-07-02T18:00', 'The objective was changed from 1 h to 2 d.'),
      row('2026-07-03T00:00', '2026-07-03T06:00', 'The objective of 2 d was taken away.'),
    ]);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(Array(3).fill('RPO_BREACHED ERROR RESOLVED 1'));
    await expect(policy({ rpoSeconds: DAY_S, withoutRpo: true })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('the breach of an RTO', () => {
  it('begins with the drill that took too long and ends with the one that did not; a full restore counts the same', async () => {
    const { services, owner } = test;
    await clock.set('2026-08-01T00:00Z');
    const estate = await seedObjectives(services, { item: { rtoSeconds: 600 } });
    const pointId = await backUp(services, estate, '2026-08-01T00:00Z');
    await clock.set('2026-08-03T00:00Z');
    expect(await noticeBreaches(services)).toBe(0);
    await drilled(owner, { ...estate, pointId, at: '2026-08-02T00:00Z', seconds: 660, outcome: 'PASSED' });
    expect(await noticeBreaches(services)).toBe(1);
    await drilled(owner, { ...estate, pointId, at: '2026-08-02T12:00Z', seconds: 60, outcome: 'FAILED' });
    expect(await noticeBreaches(services)).toBe(0);
    await drilled(owner, { ...estate, pointId, at: '2026-08-02T18:00Z', seconds: 600, outcome: 'PASSED' });
    expect(await noticeBreaches(services)).toBe(1);
    expect(await noticeBreaches(services)).toBe(0);
    expect(await breachesOf(owner, estate.itemId)).toEqual([
      { ...row('2026-08-02T00:00', '2026-08-02T18:00', 'A drill took 10 min.'), objective: 'RTO' },
    ]);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RTO_BREACHED ERROR RESOLVED 1']);
    const hold = await beginRestore(services, estate, { pointId, path: '/srv/restored' });
    await owner`update jobs set started_at = now() - interval '1 hour' where id = ${hold.jobId}`;
    await finishRestore(services, hold, { restoredTo: '/srv/restored', bytes: 1, warnings: NO_WARNINGS });
    expect(await breachAlerts(owner, estate.itemId)).toEqual([
      'RTO_BREACHED ERROR RESOLVED 1',
      'RTO_BREACHED ERROR FIRED 1',
    ]);
  });

  it('is not kept open by a drill that ended under a clock that was ahead', async () => {
    const { services, owner } = test;
    await clock.set('2026-08-01T00:00Z');
    const estate = await seedObjectives(services, { item: { rtoSeconds: 600 } });
    const pointId = await backUp(services, estate, '2026-08-01T00:00Z');
    await drilled(owner, { ...estate, pointId, at: '2099-01-01T00:00Z', seconds: 660, outcome: 'PASSED' });
    expect(await noticeBreaches(services)).toBe(0);
    await drilled(owner, { ...estate, pointId, at: '2026-08-02T00:00Z', seconds: 661, outcome: 'PASSED' });
    expect(await noticeBreaches(services)).toBe(1);
    await drilled(owner, { ...estate, pointId, at: '2026-08-03T00:00Z', seconds: 60, outcome: 'PASSED' });
    expect(await noticeBreaches(services)).toBe(1);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RTO_BREACHED ERROR RESOLVED 1']);
  });

  it('is recorded with the end of the drill that shows it, without anybody who looks', async () => {
    const { services, owner } = test;
    await clock.set('2026-09-01T00:00Z');
    const estate = await seedObjectives(services, { policy: { rtoSeconds: 600 } });
    await backUp(services, estate, '2026-09-01T00:00Z');
    const drill = async (restoreMs: number) => {
      const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId: estate.itemId }));
      const hold = await begin(services, { jobId, workerId: estate.workerId });
      const times = { fetchMs: 1000, restoreMs, probeMs: 900_000 };
      const probes = [{ name: 'files', passed: true, text: 'all are there' }];
      await finishDrill(services, hold, { times, evidence: { probes }, warnings: NO_WARNINGS });
    };
    await drill(599_001);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RTO_BREACHED ERROR FIRED 1']);
    await drill(599_000);
    expect(await breachAlerts(owner, estate.itemId)).toEqual(['RTO_BREACHED ERROR RESOLVED 1']);
  });
});

function row(from: string, to: string, by: string) {
  return { objective: 'RPO', from, to, by };
}
