import { claimDueRuns } from '@holdfast/db/services/schedule/claim-due';
import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const clock = await holdScheduleClock(gateway.owner, '2026-11-22T12:00Z');

const CREATE = `mutation Create($input: CreatePolicyInput!) { createPolicy(input: $input) {
  __typename
  ... on CreatePolicyPayload { policy { id version schedule {
    timeZone spreadMinutes catchUp graceMinutes description
    rules { key kind backupType everyMinutes times days window { from to } description }
    blackouts { days from to }
  } } }
  ... on InvalidInput { issues { path message } }
} }`;

const NEXT = `query Next($input: NextRunsInput!) { nextRuns(input: $input) {
  __typename
  ... on NextRuns { runs { at rules } }
  ... on Error { code }
  ... on InvalidInput { issues { path message } }
} }`;

const SCHEDULE = {
  timeZone: 'Europe/Berlin',
  rules: [
    { key: 'nightly', kind: 'DAILY', times: ['02:30'] },
    { key: 'office', kind: 'INTERVAL', everyMinutes: 240, window: { from: '08:00', to: '20:00' }, days: ['MONDAY'] },
  ],
  blackouts: [{ days: ['SUNDAY'], from: '12:00', to: '13:00' }],
};

function createPolicy(schedule: unknown) {
  return gateway.ask(CREATE, { input: { name: `policy ${randomUUID()}`, schedule, idempotencyKey: randomUUID() } });
}

async function policyId(schedule: unknown): Promise<string> {
  const { data } = await createPolicy(schedule);
  const id = /"id":"([^"]+)"/.exec(JSON.stringify(data))?.[1];
  if (id === undefined) throw new Error(JSON.stringify(data));
  return id;
}

test('a policy is created with its schedule, which reads back as it was given, with what was left out filled in', async () => {
  const { data, errors } = await createPolicy(SCHEDULE);
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    createPolicy: {
      policy: {
        version: 1,
        schedule: {
          timeZone: 'Europe/Berlin',
          spreadMinutes: 0,
          catchUp: 'RUN_ONCE',
          graceMinutes: 60,
          rules: [
            { key: 'nightly', kind: 'DAILY', backupType: 'FULL', times: ['02:30'], days: null, everyMinutes: null },
            { key: 'office', everyMinutes: 240, window: { from: '08:00', to: '20:00' }, days: ['MONDAY'], times: null },
          ],
          blackouts: [{ days: ['SUNDAY'], from: '12:00', to: '13:00' }],
        },
      },
    },
  });
});

test('a schedule that cannot be taken is refused with every issue at its place, and no policy is made', async () => {
  const rules = [
    { key: 'Nightly', kind: 'DAILY', times: ['24:00'] },
    { key: 'weekly', kind: 'WEEKLY', times: ['01:00'] },
  ];
  const { data } = await createPolicy({ timeZone: 'Mars/Olympus', rules, spreadMinutes: -1 });
  const said = JSON.stringify(data);
  for (const path of [
    'schedule.timeZone',
    'schedule.rules.0.key',
    'schedule.rules.0.times.0',
    'schedule.rules.1.days',
  ]) {
    expect(said).toContain(`"${path}"`);
  }
  expect(said).toContain('"schedule.spreadMinutes"');
});

test('the next runs of a schedule that is being written are previewed over a change of the clocks, and change nothing', async () => {
  const schedule = { timeZone: 'Europe/Berlin', rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:30'] }] };
  const input = { schedule, after: '2027-03-26T12:00:00Z', first: 3 };
  const { data } = await gateway.ask(NEXT, { input });
  expect(data).toMatchObject({
    nextRuns: {
      runs: [
        { at: '2027-03-27T01:30:00.000Z', rules: ['nightly'] },
        { at: '2027-03-28T01:00:00.000Z', rules: ['nightly'] },
        { at: '2027-03-29T00:30:00.000Z', rules: ['nightly'] },
      ],
    },
  });
});

test.each([
  ['nothing to preview', {}],
  ['two things', { itemId: 'itm_1', policyId: 'pol_1' }],
  ['too many', { schedule: SCHEDULE, first: 101 }],
  ['a bad schedule', { schedule: { rules: [] } }],
])('a preview of %s is refused', async (_, input) => {
  expect((await gateway.ask(NEXT, { input })).data).toMatchObject({ nextRuns: { __typename: 'InvalidInput' } });
});

test('a preview of what does not exist is not found', async () => {
  const input = { policyId: 'pol_00000000000000000000000000000000' };
  expect((await gateway.ask(NEXT, { input })).data).toMatchObject({ nextRuns: { code: 'NOT_FOUND' } });
});

test('an item says when it runs next and what became of the runs that were due', async () => {
  const { vaultId } = await seedEstate(services);
  const id = await policyId({ rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }], spreadMinutes: 60 });
  const { itemId } = await protectFolder(as(services, 'ADMIN'), {
    vaultId,
    policyId: id,
    name: 'planned',
    path: '/srv/p',
  });
  const ITEM = `query Item($id: ID!) { protectedItem(id: $id) { nextRunAt scheduledRuns(first: 5) {
    totalCount nodes { rule outcome count dueAt firstDueAt isCountExact job { id status requestedBy { type name } } }
  } } }`;
  const item = async () => (await gateway.ask(ITEM, { id: itemId })).data;
  const { data } = await gateway.ask(NEXT, { input: { itemId, first: 2, after: '2026-11-22T12:00:00Z' } });
  const [first, second] = [...JSON.stringify(data).matchAll(/"at":"([^"]+)"/g)].map(([, at]) => at ?? '');
  expect(first).toMatch(/^2026-11-23T02:/);
  expect(await item()).toMatchObject({ protectedItem: { nextRunAt: first, scheduledRuns: { totalCount: 0 } } });
  await clock.set('2026-11-23T03:00Z');
  expect(await claimDueRuns(services, 10)).toMatchObject({ settled: 1 });
  expect(await item()).toMatchObject({
    protectedItem: {
      nextRunAt: second,
      scheduledRuns: {
        totalCount: 1,
        nodes: [
          {
            rule: 'nightly',
            outcome: 'QUEUED',
            count: 1,
            dueAt: first,
            firstDueAt: first,
            isCountExact: true,
            job: { status: 'QUEUED', requestedBy: { type: 'SYSTEM', name: 'schedule' } },
          },
        ],
      },
    },
  });
});

test('the schedule of a policy is replaced as a whole, and what runs next changes with it', async () => {
  const id = await policyId({ rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }] });
  const UPDATE = `mutation Update($input: UpdatePolicyInput!) { updatePolicy(input: $input) {
    __typename ... on UpdatePolicyPayload { policy { version schedule { description } } } ... on Error { code }
  } }`;
  const schedule = { rules: [{ key: 'noon', kind: 'DAILY', times: ['12:00'] }] };
  const update = (input: object) =>
    gateway.ask(UPDATE, { input: { policyId: id, idempotencyKey: randomUUID(), ...input } });
  expect((await update({ schedule })).data).toMatchObject({ updatePolicy: { policy: { version: 2 } } });
  const { data } = await gateway.ask(NEXT, { input: { policyId: id, first: 1, after: '2026-11-22T12:00:00Z' } });
  expect(data).toMatchObject({ nextRuns: { runs: [{ at: '2026-11-23T12:00:00.000Z', rules: ['noon'] }] } });
  expect((await update({})).data).toMatchObject({ updatePolicy: { code: 'INVALID_INPUT' } });
});
