import { LONGEST_RETENTION } from '@holdfast/db/domain/retention';
import type { FoundPoint, FoundPolicy } from '@holdfast/db/services/vault/found-point';
import { newId } from '@holdfast/db/domain/ids';
import { scheduleSchema } from '@holdfast/db/domain/schedule';
import { judgeItems } from '@holdfast/db/queries/retention-verdicts';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { rebuildVault, type FoundVault } from '@holdfast/db/services/vault/rebuild';
import { beforeEach, afterEach, expect, test } from 'vitest';
import { as, request } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices, type TestServices } from '../../kit/services.ts';

let kit: TestServices;

beforeEach(async () => {
  kit = await openServices();
  await ensureSite(kit.services, 'default');
});
afterEach(() => kit.close());

const AT = new Date('2026-03-01T10:00:00Z');
const DAY_MS = 86_400_000;
const GOLD: FoundPolicy = {
  ...{ id: newId('policy', AT), name: 'gold', keepReplacedDays: 5, schedule: null },
  retention: { all: { keep: { days: 10 } } },
};

function point(
  itemId: string,
  options: { name?: string; policy?: FoundPolicy | null; minutes?: number; keepUntil?: Date } = {},
): FoundPoint {
  const takenAt = new Date(AT.getTime() + (options.minutes ?? 0) * 60_000);
  const snapshotId = newId('job', takenAt).slice(4).padEnd(64, '0');
  return {
    ...{ jobId: newId('job', takenAt), attempt: 1, takenAt, endedAt: takenAt, type: 'FULL', consistency: 'NONE' },
    item: {
      ...{ id: itemId, name: options.name ?? 'folder', tags: {}, rpoSeconds: null, rtoSeconds: null, hasSecret: false },
      source: { kind: 'FILES', config: { path: '/srv/folder', include: [], exclude: [] } },
    },
    policy: options.policy === undefined ? GOLD : options.policy,
    keepUntil: options.keepUntil ?? null,
    parts: [{ name: 'files', kind: 'TREE', snapshotId, sizeBytes: 1, storedBytes: 1, files: 1 }],
    contents: null,
  };
}

function vaultOf(points: readonly FoundPoint[], name = 'main'): FoundVault {
  const repository = { id: newId('repository', AT), site: 'default', password: 'secret', engineId: name, points };
  return {
    vault: { id: newId('vault', AT), name, region: 'local', createdAt: AT.toISOString() },
    repositories: [{ ...repository, location: `/srv/vaults/${name}` }],
  };
}

test('points that do not say their policy are kept as long as anything is', async () => {
  await rebuildVault(as(kit.services, 'ADMIN'), vaultOf([point(newId('protectedItem', AT), { policy: null })]));
  expect(
    await kit.owner`
    select p.name, p.retention, p.schedule
    from recovery_points r join protected_items i on i.id = r.item_id join policies p on p.id = i.policy_id`,
  ).toEqual([{ name: 'found in a vault', retention: LONGEST_RETENTION, schedule: null }]);
});

test('two vaults under one policy get that one policy, and a policy or item of the same name does not take its place', async () => {
  const admin = as(kit.services, 'ADMIN');
  await createPolicy(admin, request({ name: 'gold', retentionDays: 1 }));
  const [first, second] = [newId('protectedItem', AT), newId('protectedItem', AT)];
  await rebuildVault(admin, vaultOf([point(first)]));
  await rebuildVault(admin, vaultOf([point(second)], 'other'));
  const policies = await kit.owner`select name, retention from policies order by length(name)`;
  expect(policies).toEqual([
    { name: 'gold', retention: { all: { keep: { days: 1 } } } },
    { name: `gold found ${GOLD.id.slice(-12)}`, retention: GOLD.retention },
  ]);
  expect(await kit.owner`select id, name, policy_id from protected_items order by length(name)`).toEqual([
    { id: first, name: 'folder', policy_id: GOLD.id },
    { id: second, name: `folder found ${second.slice(-12)}`, policy_id: GOLD.id },
  ]);
});

test('thousands of points go in at once', async () => {
  const itemId = newId('protectedItem', AT);
  const points = Array.from({ length: 2_500 }, (_, minutes) => point(itemId, { minutes }));
  expect(await rebuildVault(as(kit.services, 'ADMIN'), vaultOf(points))).toMatchObject({
    points: 2_500,
    knownPoints: 0,
  });
  expect(await kit.owner`select count(*)::int from recovery_points`).toEqual([{ count: 2_500 }]);
});

test('retention takes nothing of what was put back for 30 days, whatever its policy says, and then goes by that', async () => {
  const itemId = newId('protectedItem', AT);
  const policy: FoundPolicy = { ...GOLD, retention: { all: { keep: { count: 1 } } } };
  await rebuildVault(
    as(kit.services, 'ADMIN'),
    vaultOf([point(itemId, { policy }), point(itemId, { policy, minutes: 5 })]),
  );
  const kept = async () => (await judgeItems(kit.services.db, [itemId])).get(itemId)?.map(({ goes }) => goes === null);
  const now = kit.services.clock.now().getTime();
  const clock = await holdScheduleClock(kit.owner, new Date(now + 29.9 * DAY_MS));
  expect(await kept()).toEqual([true, true]);
  await clock.set(new Date(now + 30.1 * DAY_MS));
  expect((await kept())?.toSorted()).toEqual([false, true]);
});

test('a point of its own retention has it back', async () => {
  const itemId = newId('protectedItem', AT);
  const keepUntil = new Date('2099-01-01T00:00:00Z');
  await rebuildVault(as(kit.services, 'ADMIN'), vaultOf([point(itemId, { keepUntil })]));
  expect(await kit.owner`select keep_until from recovery_points`).toEqual([{ keep_until: keepUntil }]);
});

const GFS: FoundPolicy = {
  ...GOLD,
  retention: {
    daily: { keep: { days: 7 } },
    weekly: { choose: 'SUNDAY', keep: { count: 5 } },
    yearly: { months: [1], choose: { day: 'LAST' }, keep: { years: 10 } },
  },
  schedule: scheduleSchema.parse({
    timeZone: 'Europe/Berlin',
    rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:30'] }],
  }),
};

test('a policy comes back with all its rules and its schedule, and its items run by that again', async () => {
  const itemId = newId('protectedItem', AT);
  await holdScheduleClock(kit.owner, '2026-03-28T12:00Z');
  const { items } = await rebuildVault(as(kit.services, 'ADMIN'), vaultOf([point(itemId, { policy: GFS })]));
  expect(items).toMatchObject([{ notPlanned: null }]);
  const { retention, schedule } = GFS;
  expect(await kit.owner`select retention, schedule from policies`).toEqual([{ retention, schedule }]);
  // On that day clocks go from 02:00 to 03:00 there.
  expect(await kit.owner`select item_id, rule_key, next_run_at from item_schedules`).toEqual([
    { item_id: itemId, rule_key: 'nightly', next_run_at: new Date('2026-03-29T01:00Z') },
  ]);
});

test('a schedule that an item of its kind cannot run by keeps nothing from being put back, and is told', async () => {
  const rules = [{ key: 'logs', kind: 'DAILY', times: ['02:30'], backupType: 'LOG' }];
  const policy = { ...GFS, schedule: scheduleSchema.parse({ rules }) };
  const { items, points } = await rebuildVault(
    as(kit.services, 'ADMIN'),
    vaultOf([point(newId('protectedItem', AT), { policy })]),
  );
  expect(points).toBe(1);
  expect(items).toMatchObject([{ notPlanned: expect.stringContaining('folder has no LOG backups') }]);
  expect(await kit.owner`select from item_schedules`).toHaveLength(0);
});

test('a policy is as the newest point under it says, whichever item is looked at first', async () => {
  const [first, second] = [newId('protectedItem', AT), newId('protectedItem', AT)];
  const points = [
    point(first, { policy: { ...GOLD, retention: { all: { keep: { days: 1 } } } } }),
    point(second, { name: 'other', minutes: 5, policy: GFS }),
  ];
  await rebuildVault(as(kit.services, 'ADMIN'), vaultOf(points));
  expect(await kit.owner`select retention from policies`).toEqual([{ retention: GFS.retention }]);
});

test('a policy that happens to have the name of the one for unknown points does not take them', async () => {
  const admin = as(kit.services, 'ADMIN');
  await createPolicy(admin, request({ name: 'found in a vault', retentionDays: 1 }));
  await rebuildVault(admin, vaultOf([point(newId('protectedItem', AT), { policy: null })]));
  expect(
    await kit.owner`
    select p.retention from protected_items i join policies p on p.id = i.policy_id`,
  ).toEqual([{ retention: LONGEST_RETENTION }]);
});

test('what cannot be put back whole is not put back at all, and only an administrator may', async () => {
  const admin = as(kit.services, 'ADMIN');
  const itemId = newId('protectedItem', AT);
  await expect(rebuildVault(as(kit.services, 'CONTRIBUTOR'), vaultOf([point(itemId)]))).rejects.toMatchObject({
    code: 'NOT_AUTHORIZED',
  });
  const twice = point(itemId);
  await expect(rebuildVault(admin, vaultOf([twice, twice]))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  const known = vaultOf([]);
  await rebuildVault(admin, known);
  // Another vault in its place, and another repository where its own should be.
  await expect(
    rebuildVault(admin, { ...vaultOf([point(itemId)]), vault: vaultOf([], 'another').vault }),
  ).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  const [repository] = known.repositories;
  if (!repository) throw new Error('the vault has no repository');
  await expect(
    rebuildVault(admin, { ...known, repositories: [{ ...repository, engineId: 'another', points: [point(itemId)] }] }),
  ).rejects.toMatchObject({ code: 'REPOSITORY_DIFFERS' });
  expect(await kit.owner`select name from vaults`).toEqual([{ name: 'main' }]);
  for (const table of ['protected_items', 'jobs', 'recovery_points', 'policies'])
    expect(await kit.owner`select 1 from ${kit.owner(table)}`, table).toEqual([]);
});

test('of a vault that was copied to another place the copy brings nothing twice', async () => {
  const admin = as(kit.services, 'ADMIN');
  const points = [point(newId('protectedItem', AT))];
  await rebuildVault(admin, vaultOf(points));
  expect(await rebuildVault(admin, vaultOf(points, 'copy'))).toMatchObject({ items: [], points: 0, knownPoints: 1 });
  await expect(
    rebuildVault(admin, vaultOf([point(points[0]?.item.id ?? '', { minutes: 9 })], 'later copy')),
  ).rejects.toMatchObject({ code: 'ITEM_ELSEWHERE' });
});
