import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { as, protectServer, seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { PASSING_DRILL, runDrill } from '../../contracts/db/drill-kit.ts';
import { backUpWithoutWorker } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const clock = await holdScheduleClock(gateway.owner, new Date());

const key = () => randomUUID();

const CREATE = `mutation Create($input: CreatePolicyInput!) { createPolicy(input: $input) { ... on CreatePolicyPayload {
  policy { id drill { everyDays choices windows { from to } } } } ... on Error { code message } } }`;
const UPDATE = `mutation Update($input: UpdatePolicyInput!) { updatePolicy(input: $input) { ... on UpdatePolicyPayload {
  policy { drill { everyDays choices windows { from to } } } } ... on Error { code message } } }`;
const RUN = `mutation Run($input: RunDrillInput!) { runDrill(input: $input) { __typename
  ... on RunDrillPayload { job { id operation status drilled { takenAt } } }
  ... on Conflict { code blockingJob { id } } } }`;
const ITEM = `query Item($id: ID!) { protectedItem(id: $id) {
  proof { state lastProvenAt dueBy isLate text } nextDrillAt
  lastDrill { id outcome }
  drills(first: 5) { totalCount nodes { id } }
  drillTrend { medianRestoreMs medianRtoMs drills { restoreMs achievedRtoMs } } } }`;
const DRILLS = `query Drills($filter: DrillFilter) { drills(filter: $filter) { totalCount nodes {
  id outcome choice fetchMs restoreMs probeMs achievedRtoMs rtoObjectiveSeconds rtoMet files filesCompared
  probes { name passed text } error { code } point { id } item { name } job { id status drilled { achievedRtoMs rtoObjectiveSeconds } drill { id } }
  markdown: report json: report(format: JSON) } } }`;

test('a policy asks for drills, is edited, and asks no more', async () => {
  const drill = { everyDays: 30, choices: ['NEWEST', 'OLDEST'], windows: [{ from: '22:00', to: '04:00' }] };
  const { data } = await gateway.ask(CREATE, { input: { name: 'drilled', drill, idempotencyKey: key() } });
  expect(data).toMatchObject({ createPolicy: { policy: { drill } } });
  const policyId = textAt(data, 'createPolicy.policy.id');
  const edit = async (input: object) =>
    (await gateway.ask(UPDATE, { input: { policyId, idempotencyKey: key(), ...input } })).data;
  expect(await edit({ drill: { everyDays: 7 } })).toMatchObject({
    updatePolicy: { policy: { drill: { everyDays: 7, choices: ['NEWEST'], windows: null } } },
  });
  expect(await edit({ drill: { everyDays: 0 } })).toMatchObject({ updatePolicy: { code: 'INVALID_INPUT' } });
  expect(await edit({ withoutDrill: true })).toMatchObject({ updatePolicy: { policy: { drill: null } } });
});

test('a drill is asked for, proves its item, and its report can be found and exported', async () => {
  const estate = await seedEstate(services);
  const { itemId } = estate;
  const item = async () => (await gateway.ask(ITEM, { id: itemId })).data;
  expect(await item()).toMatchObject({
    protectedItem: {
      proof: { state: 'NOT_ASKED', lastProvenAt: null },
      lastDrill: null,
      drillTrend: { medianRtoMs: null },
    },
  });
  const { pointId } = await backUpWithoutWorker(services, estate);
  const asked = await gateway.ask(RUN, { input: { itemId, idempotencyKey: key() } });
  expect(asked.data).toMatchObject({ runDrill: { job: { operation: 'DRILL', status: 'QUEUED', drilled: null } } });
  const jobId = textAt(asked.data, 'runDrill.job.id');
  expect((await gateway.ask(RUN, { input: { itemId, idempotencyKey: key() } })).data).toMatchObject({
    runDrill: { __typename: 'Conflict', code: 'JOB_RUNNING', blockingJob: { id: jobId } },
  });
  await gateway.owner`update protected_items set rto_seconds = 60 where id = ${itemId}`;
  await runDrill(services, estate, { jobId });
  const { data } = await gateway.ask(DRILLS, { filter: { itemId, outcome: ['PASSED'] } });
  const drillId = textAt(data, 'drills.nodes.0.id');
  expect(data).toMatchObject({
    drills: {
      totalCount: 1,
      nodes: [
        {
          outcome: 'PASSED',
          choice: 'NEWEST',
          fetchMs: 1_000,
          restoreMs: 41_000,
          probeMs: 2_000,
          achievedRtoMs: 42_000,
          rtoObjectiveSeconds: 60,
          rtoMet: true,
          files: 5,
          probes: [{ name: 'count', passed: true }],
          error: null,
          point: { id: pointId },
          job: {
            id: jobId,
            status: 'COMPLETED',
            drilled: { achievedRtoMs: 42_000, rtoObjectiveSeconds: 60 },
            drill: { id: drillId },
          },
          markdown: expect.stringContaining('within the objective of 1 min'),
        },
      ],
    },
  });
  expect(JSON.parse(textAt(data, 'drills.nodes.0.json'))).toMatchObject({
    id: drillId,
    rto: { met: true },
    plan: { sampleFiles: 10 },
  });
  expect((await gateway.ask(DRILLS, { filter: { itemId, outcome: ['FAILED'] } })).data).toMatchObject({
    drills: { totalCount: 0 },
  });
  expect(await item()).toMatchObject({
    protectedItem: {
      proof: { state: 'NOT_ASKED', lastProvenAt: expect.stringMatching(/Z$/) },
      lastDrill: { id: drillId, outcome: 'PASSED' },
      drills: { totalCount: 1, nodes: [{ id: drillId }] },
      drillTrend: {
        medianRestoreMs: 41_000,
        medianRtoMs: 42_000,
        drills: [{ restoreMs: 41_000, achievedRtoMs: 42_000 }],
      },
    },
  });
  expect((await gateway.ask('query Node($id: ID!) { node(id: $id) { __typename id } }', { id: drillId })).data).toEqual(
    {
      node: { __typename: 'Drill', id: drillId },
    },
  );
});

test('an item under a rule says until when it must be proven, and that it was not', async () => {
  const estate = await seedEstate(services);
  const { itemId, policyId } = estate;
  await backUpWithoutWorker(services, estate);
  await gateway.ask(UPDATE, { input: { policyId, drill: { everyDays: 10 }, idempotencyKey: key() } });
  const item = async () => (await gateway.ask(ITEM, { id: itemId })).data;
  expect(await item()).toMatchObject({
    protectedItem: { proof: { state: 'NEVER', isLate: false }, nextDrillAt: expect.stringMatching(/Z$/) },
  });
  await clock.set(new Date(Date.now() + 13 * 86_400_000));
  expect(await item()).toMatchObject({ protectedItem: { proof: { state: 'NEVER', isLate: true } } });
});

test('a drill that failed shows what it found and why', async () => {
  const estate = await seedEstate(services);
  await backUpWithoutWorker(services, estate);
  const asked = await gateway.ask(RUN, { input: { itemId: estate.itemId, choice: 'OLDEST', idempotencyKey: key() } });
  const jobId = textAt(asked.data, 'runDrill.job.id');
  const probes = [{ name: 'content', passed: false, text: '1 of 5 files differs.' }];
  await runDrill(services, estate, { jobId, found: { ...PASSING_DRILL, evidence: { probes } } });
  const { data } = await gateway.ask(DRILLS, { filter: { itemId: estate.itemId } });
  expect(data).toMatchObject({
    drills: {
      nodes: [
        {
          outcome: 'FAILED',
          choice: 'OLDEST',
          error: { code: 'DRILL_PROBE_FAILED' },
          probes,
          rtoMet: null,
          job: { status: 'FAILED', drilled: null },
          markdown: expect.stringContaining('**failed**'),
        },
      ],
    },
  });
});

test('queries of an item and limits of a site are set and read back', async () => {
  const estate = await seedEstate(services);
  const { vaultId, policyId } = estate;
  const server = { vaultId, policyId, name: `server ${key()}`, config: { host: 'db', user: 'backup' } };
  const { itemId } = await protectServer(as(services, 'ADMIN'), server);
  const drillQueries = [
    { name: 'orders', database: 'shop', sql: 'select count(*) from orders', expect: { atLeast: 1 } },
    { name: 'version', database: 'shop', sql: 'select max(version) from schema', expect: { equals: '42' } },
  ];
  const update = `mutation Update($input: UpdateItemInput!) { updateItem(input: $input) { ... on UpdateItemPayload {
    item { drillQueries { name database sql equals atLeast atMost } } } ... on Error { code message } } }`;
  const { data } = await gateway.ask(update, { input: { itemId, drillQueries, idempotencyKey: key() } });
  expect(data).toMatchObject({
    updateItem: {
      item: {
        drillQueries: [
          { name: 'orders', equals: null, atLeast: 1, atMost: null },
          { name: 'version', equals: '42' },
        ],
      },
    },
  });
  const site = `mutation Site($input: UpdateSiteInput!) { updateSite(input: $input) { ... on UpdateSitePayload { site { maxDrills drillMaxBytes } }
    ... on Error { code message } } }`;
  const limits = { maxDrills: 3, drillMaxBytes: 50_000_000_000 };
  const { siteId } = estate;
  expect((await gateway.ask(site, { input: { siteId, ...limits, idempotencyKey: key() } })).data).toMatchObject({
    updateSite: { site: limits },
  });
  const without = { siteId, without: ['DRILL_MAX_BYTES'], idempotencyKey: key() };
  expect((await gateway.ask(site, { input: without })).data).toMatchObject({
    updateSite: { site: { maxDrills: 3, drillMaxBytes: null } },
  });
});
