import { randomUUID } from 'node:crypto';
import { newId } from '@holdfast/db/domain/ids';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, seedEstate, type Estate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { DELETION, softDelete } from '../../kit/soft-delete.ts';
import { backUpWithoutWorker } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services, owner } = gateway;
await holdScheduleClock(owner, '2026-11-22T12:00Z');

const CREATE = `mutation Create($input: CreatePolicyInput!) { createPolicy(input: $input) {
  __typename
  ... on CreatePolicyPayload { policy { id retentionDays retention {
    all { keep { ...keep } } daily { keep { ...keep } } weekly { choose keep { ...keep } }
    monthly { choose { ...day } keep { ...keep } } yearly { months choose { ...day } keep { ...keep } }
    snapshotDays inWords
  } } }
  ... on InvalidInput { issues { path message } }
} }
fragment keep on RetentionKeep { count days weeks months years }
fragment day on DayOfMonth { day isLastDay week weekday }`;

async function createPolicy(input: object): Promise<unknown> {
  const given = { name: `policy ${randomUUID()}`, idempotencyKey: randomUUID(), ...input };
  const { data, errors } = await gateway.ask(CREATE, { input: given });
  expect(errors).toEqual([]);
  return data;
}

const NO_KEEP = { count: null, days: null, weeks: null, months: null, years: null };
const NO_DAY = { day: null, isLastDay: false, week: null, weekday: null };

test('a policy is created with every rule there is, which reads back as it was given, and in words', async () => {
  const retention = {
    all: { keep: { count: 30 } },
    daily: { keep: { days: 7 } },
    weekly: { choose: 'SUNDAY', keep: { weeks: 12 } },
    monthly: { choose: { week: 'LAST', weekday: 'FRIDAY' }, keep: { months: 12 } },
    yearly: { months: [1, 7], choose: { isLastDay: true }, keep: { years: 10 } },
    snapshotDays: 5,
  };
  expect(await createPolicy({ retention })).toEqual({
    createPolicy: {
      __typename: 'CreatePolicyPayload',
      policy: {
        id: expect.any(String),
        retentionDays: null,
        retention: {
          all: { keep: { ...NO_KEEP, count: 30 } },
          daily: { keep: { ...NO_KEEP, days: 7 } },
          weekly: { choose: 'SUNDAY', keep: { ...NO_KEEP, weeks: 12 } },
          monthly: { choose: { ...NO_DAY, week: 'LAST', weekday: 'FRIDAY' }, keep: { ...NO_KEEP, months: 12 } },
          yearly: { months: [1, 7], choose: { ...NO_DAY, isLastDay: true }, keep: { ...NO_KEEP, years: 10 } },
          snapshotDays: 5,
          inWords: [
            'every point, the newest 30',
            'the first point of each day, for 7 days',
            'the first point of each Sunday, for 12 weeks',
            'the first point on the last Friday of each month, for 12 months',
            'the first point on the last day of each January and July, for 10 years',
            'snapshots beside the data, for 5 days',
          ],
        },
      },
    },
  });
});

test('what is left out or null chooses the first point, and is none of the rules', async () => {
  const retention = {
    daily: null,
    weekly: { choose: null, keep: { weeks: 4 } },
    monthly: { keep: { months: 3 } },
    yearly: { choose: { day: 31, isLastDay: false }, keep: { years: 2 } },
  };
  expect(await createPolicy({ retention })).toMatchObject({
    createPolicy: {
      policy: {
        retention: {
          all: null,
          daily: null,
          weekly: { choose: null },
          monthly: { choose: null },
          yearly: { months: null, choose: { ...NO_DAY, day: 31 } },
          snapshotDays: null,
        },
      },
    },
  });
});

test('days alone are every point for so long, and so is nothing: for thirty', async () => {
  const inWords = ['every point, for 30 days'];
  for (const input of [{ retentionDays: 30 }, {}, { retention: { all: { keep: { days: 30 } } } }]) {
    expect(await createPolicy(input)).toMatchObject({
      createPolicy: { policy: { retentionDays: 30, retention: { all: { keep: { days: 30 } }, inWords } } },
    });
  }
});

const DAYS = { keep: { days: 30 } };

test.each<[what: string, input: object, paths: string[]]>([
  ['no rule', { retention: { snapshotDays: 5 } }, ['retention']],
  ['rules and days', { retention: { all: DAYS }, retentionDays: 30 }, ['retentionDays']],
  ['days that are none', { retentionDays: 0 }, ['retentionDays']],
  [
    'two amounts, and none',
    { retention: { all: { keep: { days: 7, count: 3 } }, daily: { keep: {} } } },
    ['retention.all.keep', 'retention.daily.keep'],
  ],
  [
    'too much',
    { retention: { weekly: { keep: { weeks: 5_164 } }, snapshotDays: 366 } },
    ['retention.weekly.keep.weeks', 'retention.snapshotDays'],
  ],
  [
    'a day that no month has',
    { retention: { monthly: { choose: { day: 32 }, ...DAYS } } },
    ['retention.monthly.choose.day'],
  ],
  [
    'a weekday of no week',
    { retention: { monthly: { choose: { weekday: 'SUNDAY' }, ...DAYS } } },
    ['retention.monthly.choose'],
  ],
  [
    'a day chosen twice',
    { retention: { yearly: { choose: { day: 1, isLastDay: true }, ...DAYS } } },
    ['retention.yearly.choose'],
  ],
  [
    'a day and half a week',
    { retention: { yearly: { choose: { day: 1, week: 'LAST' }, ...DAYS } } },
    ['retention.yearly.choose'],
  ],
  ['a choice of nothing', { retention: { yearly: { choose: {}, ...DAYS } } }, ['retention.yearly.choose']],
  ['a month twice', { retention: { yearly: { months: [1, 1], ...DAYS } } }, ['retention.yearly.months']],
])('a retention of %s is refused at its place, and no policy is made', async (_, input, paths) => {
  const before = await owner`select from policies`;
  const data = await createPolicy(input);
  expect(data).toMatchObject({ createPolicy: { issues: paths.map((path) => ({ path })) } });
  expect(await owner`select from policies`).toHaveLength(before.length);
});

/** An item with points of these moments. @returns their ids in the same order */
async function seedPoints(
  retention: object,
  moments: readonly string[],
  schedule?: object,
): Promise<{ itemId: string; ids: readonly string[] }> {
  const estate: Estate = await seedEstate(services);
  const policyId = textAt(await createPolicy({ retention, schedule }), 'createPolicy.policy.id');
  const folder = { vaultId: estate.vaultId, policyId, name: `folder ${randomUUID()}`, path: '/srv/folder' };
  const { itemId } = await protectFolder(as(services, 'ADMIN'), folder);
  const ids: string[] = [];
  for (const at of moments) {
    const { pointId } = await backUpWithoutWorker(services, { itemId, workerId: estate.workerId });
    await owner`update recovery_points set taken_at = ${new Date(at)} where id = ${pointId}`;
    ids.push(pointId);
  }
  return { itemId, ids };
}

const POINTS = `query Points($itemId: ID!, $state: [RecoveryPointState!]) {
  recoveryPoints(filter: { itemId: $itemId, state: $state }, orderBy: OLDEST_FIRST) { nodes {
    id state expiresAt keepUntil keptBy { rule period until pointId text }
    holds { reason heldBy { type name } heldAt } deletion { by why text policyId policyVersion }
    deletedAt removableAt removedAt
  } }
}`;

test('each point says why it stays and how long at least, in the time zone of its policy', async () => {
  const retention = { daily: { keep: { days: 3 } }, monthly: { keep: { count: 2 } } };
  const schedule = { timeZone: 'Europe/Berlin', rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }] };
  // In Berlin the first of them is of November.
  const moments = [
    '2026-10-31T23:30Z',
    '2026-11-10T10:00Z',
    '2026-11-20T10:00Z',
    '2026-11-20T11:00Z',
    '2026-11-22T10:00Z',
  ];
  const { itemId } = await seedPoints(retention, moments, schedule);
  const { data, errors } = await gateway.ask(POINTS, { itemId });
  expect(errors).toEqual([]);
  const reason = { until: null, period: null, pointId: null };
  const monthly = 'monthly keeps it as the point of 2026-11 by count';
  const daily = (day: number) => ({
    ...{ ...reason, rule: 'DAILY', period: `2026-11-${day}`, until: `2026-11-${day + 3}T10:00:00.000Z` },
    text: `daily keeps it as the point of 2026-11-${day} until 2026-11-${day + 3} 10:00 UTC`,
  });
  const newest = 'it is the newest good point, logs counted or not, and that never goes';
  expect(data).toMatchObject({
    recoveryPoints: {
      nodes: [
        { expiresAt: null, keptBy: [{ ...reason, rule: 'MONTHLY', period: '2026-11', text: monthly }] },
        { expiresAt: null, keptBy: [] },
        { expiresAt: '2026-11-23T10:00:00.000Z', keptBy: [daily(20)] },
        { expiresAt: null, keptBy: [] },
        { expiresAt: null, keptBy: [daily(22), { ...reason, rule: 'NEWEST_GOOD', text: newest }] },
      ],
    },
  });
});

test('a point says who holds it, a time of its own, and why it was deleted; deleted ones come when asked for', async () => {
  const moments = ['2026-11-01T10:00Z', '2026-11-02T10:00Z', '2026-11-03T10:00Z', '2026-11-22T10:00Z'];
  const { itemId, ids } = await seedPoints({ all: { keep: { count: 1 } } }, moments);
  const [held = '', own = '', deleted = '', newest = ''] = ids;
  const by = { type: 'system', component: 'setup' };
  const holdOf = (reason: string) => ({
    ...{ id: newId('hold', services.clock.now()), point_id: held, reason, held_by: owner.json(by) },
    ...(reason === 'over' && { released_by: owner.json(by), released_at: services.clock.now() }),
  });
  for (const reason of ['over', 'audit of 2026'])
    await owner`insert into recovery_point_holds ${owner(holdOf(reason))}`;
  await owner`update recovery_points set keep_until = '2026-12-01T00:00Z' where id = ${own}`;
  await softDelete(owner, deleted);
  const { data, errors } = await gateway.ask(POINTS, { itemId });
  expect(errors).toEqual([]);
  const available = { state: 'AVAILABLE', deletion: null, deletedAt: null, removableAt: null, removedAt: null };
  expect(data).toMatchObject({
    recoveryPoints: {
      nodes: [
        {
          ...{ ...available, id: held, keptBy: [{ rule: 'HELD', text: 'it is held' }], expiresAt: null },
          holds: [{ reason: 'audit of 2026', heldBy: { type: 'SYSTEM', name: 'setup' }, heldAt: expect.any(String) }],
        },
        {
          ...{ ...available, id: own, keptBy: [{ rule: 'OWN' }], holds: [] },
          ...{ keepUntil: '2026-12-01T00:00:00.000Z', expiresAt: '2026-12-01T00:00:00.000Z' },
        },
        { ...available, id: newest, keepUntil: null, expiresAt: null, holds: [] },
      ],
    },
  });
  const gone = await gateway.ask(POINTS, { itemId, state: ['SOFT_DELETED', 'REMOVING', 'REMOVED'] });
  expect(gone).toMatchObject({
    errors: [],
    data: {
      recoveryPoints: {
        nodes: [
          {
            ...{ id: deleted, state: 'SOFT_DELETED', deletion: DELETION, keptBy: [], expiresAt: null, removedAt: null },
            ...{ deletedAt: expect.any(String), removableAt: expect.any(String) },
          },
        ],
      },
    },
  });
});

test('however many points are asked about, their items are judged once', async () => {
  const moments = ['2026-11-01T10:00Z', '2026-11-02T10:00Z', '2026-11-03T10:00Z'];
  const { itemId } = await seedPoints({ daily: DAYS }, moments);
  await seedPoints({ daily: DAYS }, moments);
  const judging = async (document: string) =>
    (await gateway.statementsOf(() => gateway.ask(document))).filter((one) => one.includes('schedule_now()')).length;
  expect(await judging('{ recoveryPoints(first: 100) { nodes { expiresAt keptBy { text } } } }')).toBe(1);
  expect(await judging(`{ recoveryPoints(filter: { itemId: "${itemId}" }) { nodes { keptBy { rule } } } }`)).toBe(1);
});
