import { afterAll, expect, test } from 'vitest';
import type { PointFigures } from '@holdfast/db/domain/suspicion';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { deleteRecoveryPoint } from '@holdfast/db/services/recovery-point/delete';
import { dismissSuspicion } from '@holdfast/db/services/recovery-point/dismiss-suspicion';
import { holdRecoveryPoint } from '@holdfast/db/services/recovery-point/hold';
import { undelete } from '@holdfast/db/services/recovery-point/undelete';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { AN_INSTANT, auditOf, backupResult, beginBackup, everything, part, type Row } from './kit.ts';
import { seedPoints } from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const operator = as(services, 'OPERATOR');

const GB = 1e9;
const DAYS = Array.from({ length: 10 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}T03:00Z`);

/** An estate whose item has ten points of 12 GB, of which a hundredth was rewritten each day. */
async function seedUsual(): Promise<{ estate: Estate; points: string[] }> {
  const estate = await seedEstate(services);
  const points = await seedPoints(owner, estate, DAYS);
  await owner`update recovery_points set size_bytes = ${12 * GB}, stored_bytes = ${0.05 * GB}, files = 4000,
    figures = ${JSON.stringify(figures(0.01))}::text::jsonb where item_id = ${estate.itemId}`;
  return { estate, points };
}

function figures(share: number): PointFigures {
  const filesChanged = 4000 * share;
  return { filesNew: 0, filesChanged, filesUnmodified: 4000 - filesChanged, addedBytes: 12 * GB * share };
}

/** A backup of the item at three in the morning of that day of November. */
async function backUp(
  estate: Estate,
  day: number,
  { sizeBytes = 12 * GB, share = 0.01, storedBytes = 0.05 * GB } = {},
): Promise<string> {
  const hold = await beginBackup(services, estate);
  const stored = { ...part('tree'), sizeBytes, storedBytes, files: 4000, figures: figures(share) };
  const takenAt = new Date(`2026-11-${String(day)}T03:00Z`);
  return (await finishBackup(services, hold, backupResult({ takenAt, parts: [stored] }))).pointId;
}

async function pointRow(id: string): Promise<Row | undefined> {
  const [row] = await owner<Row[]>`
    select figures, suspicion, suspicion_dismissed_at, suspicion_dismissed_by from recovery_points where id = ${id}`;
  return row;
}

async function alertsOf({ itemId }: Estate): Promise<Row[]> {
  return [
    ...(await owner<Row[]>`
      select kind, severity, condition, count, error->>'message' as message, error->>'remedy' as remedy
      from alerts where item_id = ${itemId} order by id`),
  ];
}

test('a backup like those before it is held against by nothing, and its figures are kept', async () => {
  const { estate } = await seedUsual();
  const pointId = await backUp(estate, 20);
  expect(await pointRow(pointId)).toMatchObject({ figures: figures(0.01), suspicion: null });
  expect(await alertsOf(estate)).toEqual([]);
});

test('figures are sums over the parts, files of trees alone; what the engine did not say of a part is not known of the point', async () => {
  const estate = await seedEstate(services);
  const tree = { ...part('tree'), figures: { filesNew: 1, filesChanged: 2, filesUnmodified: 3, addedBytes: 10 } };
  const dump = {
    ...part('dump'),
    kind: 'DUMP' as const,
    figures: { filesNew: 1, filesChanged: 0, filesUnmodified: 0, addedBytes: 5 },
  };
  const figuresOf = async (parts: (typeof tree | ReturnType<typeof part>)[]) => {
    const { pointId } = await finishBackup(services, await beginBackup(services, estate), backupResult({ parts }));
    return (await pointRow(pointId))?.['figures'];
  };
  expect(await figuresOf([tree, dump])).toEqual({ filesNew: 1, filesChanged: 2, filesUnmodified: 3, addedBytes: 15 });
  expect(await figuresOf([{ ...dump, snapshotId: crypto.randomUUID() }])).toEqual({ addedBytes: 5 });
  expect(await figuresOf([{ ...tree, snapshotId: crypto.randomUUID() }, part('other')])).toEqual({});
  expect(await figuresOf([part('unsaid')])).toBeNull();
});

test('a backup unlike those before it is marked with its reasons and the last good point, and one alert tells both', async () => {
  const { estate, points } = await seedUsual();
  const pointId = await backUp(estate, 20, { sizeBytes: 3.1 * GB });
  const lastGoodPointId = points.at(-1);
  expect((await pointRow(pointId))?.['suspicion']).toEqual({
    reasons: [{ code: 'MUCH_LESS_DATA', text: '3.1 GB instead of about 12 GB' }],
    lastGoodPointId,
  });
  const [alert, ...others] = await alertsOf(estate);
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ kind: 'UNUSUAL_CHANGE', severity: 'WARNING', condition: 'FIRED', count: 1 });
  expect(alert?.['message']).toMatch(
    /of 2026-11-20 03:00 UTC is unlike those before it: 3\.1 GB instead of about 12 GB\.$/,
  );
  expect(alert?.['remedy']).toContain(`that of 2026-11-10 03:00 UTC (${lastGoodPointId})`);
});

test('when its alert cannot be written nothing of the backup is committed', async () => {
  const { estate } = await seedUsual();
  const before = await everything(owner);
  await owner`revoke insert on alerts from holdfast_app`;
  await expect(backUp(estate, 20, { sizeBytes: 1 * GB })).rejects.toMatchObject({ cause: { code: '42501' } });
  await owner`grant insert on alerts to holdfast_app`;
  const after = await everything(owner);
  expect(after['public.recovery_points']).toEqual(before['public.recovery_points']);
});

test('an ordinary point after a suspect one ends nothing, and is compared with those before the suspect one', async () => {
  const { estate, points } = await seedUsual();
  await backUp(estate, 20, { share: 1, storedBytes: 12 * GB });
  const next = await backUp(estate, 21);
  expect((await pointRow(next))?.['suspicion']).toBeNull();
  expect(await alertsOf(estate)).toMatchObject([{ condition: 'FIRED', count: 1 }]);
  const again = await backUp(estate, 22, { share: 1, storedBytes: 12 * GB });
  expect((await pointRow(again))?.['suspicion']).toMatchObject({ lastGoodPointId: points.at(-1) });
  expect(await alertsOf(estate)).toMatchObject([{ condition: 'FIRED', count: 2 }]);
});

test('a change that stays is told of once', async () => {
  const { estate } = await seedUsual();
  await backUp(estate, 20, { sizeBytes: 60 * GB });
  const next = await backUp(estate, 21, { sizeBytes: 61 * GB });
  expect((await pointRow(next))?.['suspicion']).toBeNull();
});

test('one dismissal of the newest ends the same change of earlier points too, the alert, and any further one', async () => {
  const { estate } = await seedUsual();
  const first = await backUp(estate, 20, { share: 1, storedBytes: 12 * GB });
  const second = await backUp(estate, 21, { share: 1, storedBytes: 12 * GB });
  await dismissSuspicion(operator, request({ recoveryPointId: second }));
  const by = { type: 'token', principalId: operator.actor.type === 'token' ? operator.actor.principalId : '' };
  for (const id of [first, second]) {
    expect(await pointRow(id)).toMatchObject({
      suspicion: { reasons: [{ code: 'MANY_REWRITTEN' }, { code: 'COMPRESSION_COLLAPSED' }] },
      suspicion_dismissed_at: AN_INSTANT,
      suspicion_dismissed_by: by,
    });
    expect(await auditOf(owner, id)).toMatchObject([{ action: 'recovery-point.suspicion-dismissed', actor: by }]);
  }
  expect(await alertsOf(estate)).toMatchObject([{ condition: 'RESOLVED' }]);
  const third = await backUp(estate, 22, { share: 1, storedBytes: 12 * GB });
  expect((await pointRow(third))?.['suspicion']).toBeNull();
});

test('another change than the dismissed one stays, and the alert then tells of that', async () => {
  const { estate } = await seedUsual();
  const lost = await backUp(estate, 20, { sizeBytes: 2 * GB });
  const rewritten = await backUp(estate, 21, { share: 1, storedBytes: 12 * GB });
  expect(await alertsOf(estate)).toMatchObject([{ message: expect.stringContaining('rewritten') as unknown }]);
  await dismissSuspicion(operator, request({ recoveryPointId: rewritten }));
  expect(await pointRow(lost)).toMatchObject({ suspicion_dismissed_at: null });
  const [alert] = await alertsOf(estate);
  expect(alert).toMatchObject({ condition: 'FIRED', message: expect.stringContaining('2 GB instead of') as unknown });
  await dismissSuspicion(operator, request({ recoveryPointId: lost }));
  expect(await alertsOf(estate)).toMatchObject([{ condition: 'RESOLVED' }]);
});

test('a suspect point that someone deletes is settled with that', async () => {
  const { estate } = await seedUsual();
  const pointId = await backUp(estate, 20, { sizeBytes: 1 * GB });
  await deleteRecoveryPoint(as(services, 'ADMIN'), request({ recoveryPointId: pointId, reason: 'encrypted' }));
  expect(await alertsOf(estate)).toMatchObject([{ condition: 'RESOLVED' }]);
});

test.each(['undeletes', 'holds'] as const)('a deleted suspect point that someone %s is told of again', async (how) => {
  const { estate } = await seedUsual();
  const recoveryPointId = await backUp(estate, 20, { sizeBytes: 1 * GB });
  const admin = as(services, 'ADMIN');
  await deleteRecoveryPoint(admin, request({ recoveryPointId, reason: 'encrypted' }));
  await (how === 'undeletes'
    ? undelete(admin, request({ itemId: estate.itemId }))
    : holdRecoveryPoint(admin, request({ recoveryPointId, reason: 'evidence' })));
  const told = { kind: 'UNUSUAL_CHANGE', count: 1 };
  expect(await alertsOf(estate)).toMatchObject([
    { ...told, condition: 'RESOLVED' },
    { ...told, condition: 'FIRED' },
  ]);
});

test('a suspect point that arrives late takes no place of a newer one in the alert, which is the one to dismiss', async () => {
  const { estate } = await seedUsual();
  await backUp(estate, 21, { sizeBytes: 2 * GB });
  await backUp(estate, 20, { sizeBytes: 90 * GB });
  expect(await alertsOf(estate)).toMatchObject([
    { count: 2, message: expect.stringContaining('2026-11-21') as unknown },
  ]);
});

test('the alert names the last point that is still there and good', async () => {
  const { estate, points } = await seedUsual();
  const [before, last] = points.slice(-2);
  const first = await backUp(estate, 20, { sizeBytes: 1 * GB });
  const second = await backUp(estate, 21, { share: 1, storedBytes: 12 * GB });
  const admin = as(services, 'ADMIN');
  await deleteRecoveryPoint(admin, request({ recoveryPointId: last, reason: 'a test' }));
  await dismissSuspicion(admin, request({ recoveryPointId: second }));
  const [alert] = await alertsOf(estate);
  expect(alert).toMatchObject({ condition: 'FIRED', message: expect.stringContaining('2026-11-20') as unknown });
  expect(alert?.['remedy']).toContain(`that of 2026-11-09 03:00 UTC (${before})`);
  expect(await pointRow(first)).toMatchObject({ suspicion: { lastGoodPointId: last } });
});

test('a suspect point that someone deletes leaves what is held against it to the points after it', async () => {
  const { estate } = await seedUsual();
  const suspect = await backUp(estate, 20, { sizeBytes: 1 * GB });
  const next = await backUp(estate, 21, { sizeBytes: 1 * GB });
  const last = await backUp(estate, 22, { sizeBytes: 1 * GB });
  const admin = as(services, 'ADMIN');
  await deleteRecoveryPoint(admin, request({ recoveryPointId: suspect, reason: 'encrypted' }));
  expect((await pointRow(next))?.['suspicion']).toEqual((await pointRow(suspect))?.['suspicion']);
  expect(await alertsOf(estate)).toMatchObject([{ condition: 'FIRED' }]);
  await deleteRecoveryPoint(admin, request({ recoveryPointId: next, reason: 'encrypted' }));
  await deleteRecoveryPoint(admin, request({ recoveryPointId: last, reason: 'encrypted' }));
  expect(await alertsOf(estate)).toMatchObject([{ condition: 'RESOLVED' }]);
  const unchanged = await backUp(estate, 23, { sizeBytes: 1 * GB });
  expect(await pointRow(unchanged)).toMatchObject({ suspicion: expect.anything() as unknown });
});

test('dismissing again changes nothing; of a point with nothing unusual it is refused', async () => {
  const { estate, points } = await seedUsual();
  const pointId = await backUp(estate, 20, { sizeBytes: 1 * GB });
  await dismissSuspicion(operator, request({ recoveryPointId: pointId }));
  const once = await pointRow(pointId);
  await dismissSuspicion(as(services, 'ADMIN'), request({ recoveryPointId: pointId }));
  expect(await pointRow(pointId)).toEqual(once);
  await expect(dismissSuspicion(operator, request({ recoveryPointId: points[0] }))).rejects.toMatchObject({
    code: 'NOT_SUSPICIOUS',
  });
  await expect(dismissSuspicion(as(services, 'READER'), request({ recoveryPointId: pointId }))).rejects.toMatchObject({
    code: 'NOT_AUTHORIZED',
  });
});
