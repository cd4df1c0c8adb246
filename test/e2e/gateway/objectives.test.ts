import { randomUUID } from 'node:crypto';
import { noticeBreaches } from '@holdfast/db/services/objective/notice-breaches';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { openGateway } from '../../kit/gateway.ts';
import { backUpWithoutWorker } from './without-worker.ts';

const DAY_S = 86_400;
const gateway = await openGateway();
afterAll(() => gateway.close());
const { services, owner } = gateway;

let estate: Estate;
let items: Record<'met' | 'breached' | 'fresh' | 'plain' | 'stopped', string>;

/** Of a policy that promises a day: one that is met, one whose points are two days old, one without any; and two that nothing is promised of. */
beforeAll(async () => {
  estate = await seedEstate(services);
  const { data } = await gateway.ask(CREATE_POLICY, {
    input: keyed({ name: 'promised', rpoSeconds: DAY_S, rtoSeconds: 600 }),
  });
  const { policy } = z
    .object({ createPolicy: z.object({ policy: z.object({ id: z.string() }) }) })
    .parse(data).createPolicy;
  const protect = async (name: string, rest: object = {}) => {
    const source = { kind: 'FILES', config: { path: `/srv/${name}` } };
    const input = { name, vaultId: estate.vaultId, policyId: policy.id, source, ...rest };
    return (await protectItem(as(services, 'ADMIN'), request(input))).itemId;
  };
  items = {
    met: await protect('met', { tags: { team: 'web' }, rpoSeconds: 2 * DAY_S }),
    breached: await protect('breached', { tags: { team: 'web' } }),
    fresh: await protect('fresh', { tags: { team: 'data' } }),
    plain: estate.itemId,
    stopped: await protect('stopped'),
  };
  await backUpWithoutWorker(services, { ...estate, itemId: items.met });
  await backUpWithoutWorker(services, { ...estate, itemId: items.breached });
  await owner`update recovery_points set taken_at = now() - interval '2 days', committed_at = now() - interval '2 days'
    where item_id = ${items.breached}`;
  await owner`update protected_items set protected_at = now() - interval '10 days' where id = ${items.breached}`;
  await owner`update protected_items set state = 'STOPPED' where id = ${items.stopped}`;
  await noticeBreaches(services);
});

const keyed = (input: object) => ({ ...input, idempotencyKey: randomUUID() });

const CREATE_POLICY = `mutation Create($input: CreatePolicyInput!) { createPolicy(input: $input) {
  ... on CreatePolicyPayload { policy { id rpoSeconds rtoSeconds } } ... on Error { code message }
} }`;

const STANDING = `query Standing($id: ID!) { protectedItem(id: $id) {
  objectives {
    rpo { state objectiveSeconds from exposureSeconds measuredFrom breachAt expectedAt text }
    rto { state objectiveSeconds from achievedSeconds achievedBy achievedAt jobId text }
  }
  health { status reasons { code text fault lasts since } }
  breaches(first: 5) { nodes { objective objectiveSeconds breachedAt endedAt endedBy } }
} }`;

test('an item tells how it stands with its own objective or that of its policy, how it is and why, and its breaches', async () => {
  const breached = await gateway.ask(STANDING, { id: items.breached });
  expect(breached.errors).toEqual([]);
  expect(breached.data).toMatchObject({
    protectedItem: {
      objectives: {
        rpo: { state: 'BREACHED', objectiveSeconds: DAY_S, from: 'POLICY', expectedAt: null },
        rto: { state: 'NOT_MEASURED', objectiveSeconds: 600, from: 'POLICY', achievedSeconds: null },
      },
      health: {
        status: 'PERSISTENT_DEGRADED',
        reasons: [{ code: 'RPO_BREACHED', fault: 'USER', lasts: 'PERSISTENT' }],
      },
      breaches: { nodes: [{ objective: 'RPO', objectiveSeconds: DAY_S, endedAt: null }] },
    },
  });
  const met = await gateway.ask(STANDING, { id: items.met });
  expect(met.data).toMatchObject({
    protectedItem: {
      objectives: { rpo: { state: 'AT_RISK', objectiveSeconds: 2 * DAY_S, from: 'ITEM' } },
      health: { status: 'TRANSIENT_DEGRADED', reasons: [{ code: 'RPO_AT_RISK' }] },
      breaches: { nodes: [] },
    },
  });
  const stopped = await gateway.ask(STANDING, { id: items.stopped });
  expect(stopped.data).toMatchObject({
    protectedItem: {
      objectives: {
        rpo: { state: 'NONE', exposureSeconds: null, text: 'Its protection is stopped: no objective counts.' },
      },
      health: { status: 'NOT_PROTECTED' },
    },
  });
});

const FIGURES = 'items met atRisk breached notMeasured none last30Days { itemsWithoutBreach breaches metShare }';
const ESTATE = `query Estate($filter: EstateItemFilter) { estate {
  items { rpo { items met breached } }
  objectives(filter: $filter) {
    rpo { ${FIGURES} } rto { ${FIGURES} }
    byVault { vaultId name rpo { items breached } } byKind { kind rpo { items } } byTag(key: "team") { value rpo { items breached } }
  }
  health(filter: $filter) { status count }
} }`;

test('the estate tells how many items meet their objectives now and did over 30 days, by vault, kind and tag', async () => {
  const { data, errors } = await gateway.ask(ESTATE);
  expect(errors).toEqual([]);
  // The one that is breached was protected for 10 days and breached for one of them; the others began just now.
  const about90Percent = expect.toSatisfy((share: number) => Math.abs(share - 0.9) < 0.001);
  expect(data).toMatchObject({
    estate: {
      items: { rpo: { items: 3, met: 2, breached: 1 } },
      objectives: {
        rpo: {
          ...{ items: 3, met: 0, atRisk: 2, breached: 1, notMeasured: 0, none: 2 },
          last30Days: { itemsWithoutBreach: 2, breaches: 1, metShare: about90Percent },
        },
        rto: { items: 3, notMeasured: 3, none: 2, last30Days: { itemsWithoutBreach: 3, breaches: 0, metShare: 1 } },
        byVault: [{ vaultId: estate.vaultId, name: expect.stringContaining('vault'), rpo: { items: 3, breached: 1 } }],
        byKind: [{ kind: 'FILES', rpo: { items: 3 } }],
        byTag: [
          { value: 'data', rpo: { items: 1, breached: 0 } },
          { value: 'web', rpo: { items: 2, breached: 1 } },
        ],
      },
      health: expect.arrayContaining([
        { status: 'HEALTHY', count: 0 },
        { status: 'PENDING', count: 2 },
        { status: 'NOT_PROTECTED', count: 1 },
        { status: 'TRANSIENT_DEGRADED', count: 1 },
        { status: 'PERSISTENT_DEGRADED', count: 1 },
      ]),
    },
  });
});

test('sums are of the items that the filter says, with as many statements for many items as for one', async () => {
  const filtered = await gateway.ask(ESTATE, { filter: { kind: ['FILES'], tags: [{ key: 'team', value: 'web' }] } });
  expect(filtered.data).toMatchObject({ estate: { objectives: { rpo: { items: 2, breached: 1, none: 0 } } } });
  const elsewhere = await gateway.ask(ESTATE, { filter: { kind: ['POSTGRESQL'], vaultId: estate.vaultId } });
  expect(elsewhere.data).toMatchObject({
    estate: { objectives: { rpo: { items: 0, last30Days: { metShare: null } }, byVault: [], byTag: [] } },
  });
  const statements = await gateway.statementsOf(() =>
    gateway.ask('{ estate { objectives { rpo { met } rto { met } byKind { kind } byTag(key: "team") { value } } } }'),
  );
  expect(statements).toHaveLength(2);
  const ofItems = await gateway.statementsOf(() =>
    gateway.ask('{ protectedItems { nodes { objectives { rpo { state } } } } }'),
  );
  expect(ofItems).toHaveLength(2);
});

test.each([
  ['health { status }', 2],
  ['proof { state }', 2],
  ['space { storedBytes }', 1],
  ['breaches(first: 5) { nodes { objective } }', 0],
  ['lastDrill { id outcome }', 0],
  ['drillTrend { medianRtoMs }', 1],
  ['suspectPoint { id takenAt }', 0],
])('a list of items asks the store no more for many than for one: %s', async (field, more) => {
  await owner`update recovery_points set suspicion = '{"reasons":[],"lastGoodPointId":null}'`;
  const statements = await gateway.statementsOf(() => gateway.ask(`{ protectedItems { nodes { id ${field} } } }`));
  expect(statements).toHaveLength(1 + more);
});

test('items are found by how they stand, how they are and their tags, and counted the same', async () => {
  const find = async (filter: object) => {
    const document =
      'query Find($filter: ProtectedItemFilter) { protectedItems(filter: $filter) { totalCount nodes { name } } }';
    const { data, errors } = await gateway.ask(document, { filter });
    expect(errors).toEqual([]);
    const shape = z.object({
      protectedItems: z.object({ totalCount: z.number(), nodes: z.array(z.object({ name: z.string() })) }),
    });
    const { totalCount, nodes } = shape.parse(data).protectedItems;
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ name }) => name);
  };
  expect(await find({ rpo: ['BREACHED'] })).toEqual(['breached']);
  expect(await find({ rpo: ['AT_RISK', 'BREACHED'], tags: [{ key: 'team', value: 'web' }] })).toEqual([
    'breached',
    'met',
  ]);
  expect(await find({ health: ['PENDING'], rto: ['NOT_MEASURED'] })).toEqual(['fresh']);
  expect(await find({ rpo: ['MET'] })).toEqual([]);
});

test('objectives are given and taken away on an item and on a policy; one that is given and taken away at once is refused', async () => {
  const update = `mutation Update($input: UpdateItemInput!) { updateItem(input: $input) {
    ... on UpdateItemPayload { item { rpoSeconds rtoSeconds objectives { rpo { objectiveSeconds from } } } }
    ... on InvalidInput { issues { path } }
  } }`;
  const edit = async (input: object) =>
    (await gateway.ask(update, { input: keyed({ itemId: items.fresh, ...input }) })).data;
  expect(await edit({ rpoSeconds: 3600, rtoSeconds: 60 })).toMatchObject({
    updateItem: {
      item: { rpoSeconds: 3600, rtoSeconds: 60, objectives: { rpo: { objectiveSeconds: 3600, from: 'ITEM' } } },
    },
  });
  expect(await edit({ withoutRpo: true })).toMatchObject({
    updateItem: { item: { rpoSeconds: null, rtoSeconds: 60, objectives: { rpo: { from: 'POLICY' } } } },
  });
  expect(await edit({ rpoSeconds: 3600, withoutRpo: true })).toMatchObject({
    updateItem: { issues: [{ path: 'withoutRpo' }] },
  });
  const policy = `mutation Update($input: UpdatePolicyInput!) { updatePolicy(input: $input) {
    ... on UpdatePolicyPayload { policy { rpoSeconds rtoSeconds } }
  } }`;
  const input = keyed({ policyId: estate.policyId, rpoSeconds: 7200 });
  expect((await gateway.ask(policy, { input })).data).toMatchObject({
    updatePolicy: { policy: { rpoSeconds: 7200, rtoSeconds: null } },
  });
  expect(
    (await gateway.ask(policy, { input: keyed({ policyId: estate.policyId, withoutRpo: true }) })).data,
  ).toMatchObject({
    updatePolicy: { policy: { rpoSeconds: null } },
  });
});
