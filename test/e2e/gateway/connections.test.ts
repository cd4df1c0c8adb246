import { newId } from '@holdfast/db/domain/ids';
import { protectedItems, recoveryPointParts, recoveryPoints } from '@holdfast/db/schema';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { bringBack, softDelete } from '../../kit/soft-delete.ts';
import { backUpWithoutWorker } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const estate = await seedEstate(services);

interface Page {
  readonly nodes: readonly { name: string }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    endCursor: string | null;
    startCursor: string | null;
  };
}

const ITEMS = `query Items($first: Int, $after: String, $last: Int, $before: String, $filter: ProtectedItemFilter, $orderBy: ProtectedItemOrder) {
  protectedItems(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
  }
}`;

async function page(variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await gateway.ask(ITEMS, variables);
  expect(errors).toEqual([]);
  return pageOf(data);
}

/** The answer of {@link ITEMS}: its form is the document's. */
function pageOf(data: unknown): Page {
  expect(data).toMatchObject({ protectedItems: { nodes: expect.any(Array), pageInfo: expect.any(Object) } });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return (data as { protectedItems: Page }).protectedItems;
}

interface PointsPage {
  readonly nodes: readonly { id: string }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string };
  readonly totalCount: number;
}

/** The points of an answer, whose form is the document's. */
function pointsOf(data: unknown): PointsPage {
  expect(data).toMatchObject({ recoveryPoints: { nodes: expect.any(Array), totalCount: expect.any(Number) } });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return (data as { recoveryPoints: PointsPage }).recoveryPoints;
}

async function protect(...names: string[]): Promise<void> {
  const { vaultId, policyId } = estate;
  for (const name of names)
    await protectFolder(as(services, 'ADMIN'), { vaultId, policyId, name, path: `/srv/${name}` });
}

test('pages hold every row once and in order, whatever is put in meanwhile', async () => {
  await protect('p 10', 'p 20', 'p 30', 'p 40', 'p 50');
  const filter = { name: 'p ' };
  const first = await page({ first: 2, filter });
  await protect('p 05', 'p 15', 'p 25', 'p 45');
  const second = await page({ first: 2, after: first.pageInfo.endCursor, filter });
  await protect('p 22', 'p 35');
  const third = await page({ first: 10, after: second.pageInfo.endCursor, filter });
  const names = [first, second, third].map(({ nodes }) => nodes.map(({ name }) => name));
  expect(names).toEqual([
    ['p 10', 'p 20'],
    ['p 25', 'p 30'],
    ['p 35', 'p 40', 'p 45', 'p 50'],
  ]);
  expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
});

test('a page from the back is the same rows in the same order', async () => {
  await protect('b 1', 'b 2', 'b 3');
  const filter = { name: 'b ' };
  const back = await page({ last: 2, filter });
  expect(back.nodes).toEqual([{ name: 'b 2' }, { name: 'b 3' }]);
  const before = await page({ last: 2, before: back.pageInfo.startCursor, filter });
  expect([before.nodes, before.pageInfo.hasPreviousPage]).toEqual([[{ name: 'b 1' }], false]);
});

test('a filter’s text is taken as it is: its % and _ match themselves', async () => {
  await protect('under_score', 'underXscore');
  expect((await page({ filter: { name: 'r_s' } })).nodes).toEqual([{ name: 'under_score' }]);
  expect((await page({ filter: { name: '%' } })).nodes).toEqual([]);
});

test('the order that was asked for is the order that comes', async () => {
  await protect('o 2', 'o 1', 'o 3');
  const filter = { name: 'o ' };
  const names = async (orderBy: string) => (await page({ filter, orderBy })).nodes.map(({ name }) => name);
  expect(await names('NAME')).toEqual(['o 1', 'o 2', 'o 3']);
  expect(await names('OLDEST_FIRST')).toEqual(['o 2', 'o 1', 'o 3']);
  expect(await names('NEWEST_FIRST')).toEqual(['o 3', 'o 1', 'o 2']);
});

test('points of one instant are paged once each', async () => {
  const { jobId } = await backUpWithoutWorker(services, estate);
  const [point] = await services.db.select().from(recoveryPoints).where(eq(recoveryPoints.jobId, jobId));
  const [part] = await services.db
    .select()
    .from(recoveryPointParts)
    .where(eq(recoveryPointParts.pointId, point?.id ?? ''));
  if (!point || !part) throw new Error('the backup left no point');
  for (let copy = 1; copy <= 4; copy += 1) {
    const { jobId: another } = await backUpWithoutWorker(services, estate);
    await gateway.owner`update recovery_points set taken_at = ${point.takenAt} where job_id = ${another}`;
  }
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { data } = await gateway.ask(
      `query Points($after: String, $itemId: ID!) { recoveryPoints(first: 2, after: $after, filter: { itemId: $itemId }) { nodes { id } pageInfo { hasNextPage endCursor } totalCount } }`,
      { after, itemId: estate.itemId },
    );
    const found = pointsOf(data);
    expect(found.totalCount).toBe(5);
    seen.push(...found.nodes.map(({ id }) => id));
    after = found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toHaveLength(5);
  expect(new Set(seen).size).toBe(5);
});

test('a nested query of connections is one statement', async () => {
  const document = `{
    vaults(first: 5) { nodes { name repositories { location } items(first: 10) { edges { cursor node {
      name policy { name } site { name }
      recoveryPoints(first: 3) { nodes { takenAt tiers parts { name } job { status attempts { number } } } }
      jobs(first: 3) { nodes { status error { code } tasks { name } events(first: 2) { nodes { message } } recoveryPoint { sizeBytes } } }
    } } } } }
  }`;
  const statements = await gateway.statementsOf(async () => {
    const { data, errors } = await gateway.ask(document);
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toContain('takenAt');
  });
  expect(statements).toHaveLength(1);
});

test('rows are counted only where the count is asked for', async () => {
  const without = await gateway.statementsOf(() => gateway.ask('{ jobs(first: 1) { nodes { id } } }'));
  expect(without.filter((statement) => statement.includes('count('))).toEqual([]);
  const alone = await gateway.statementsOf(() => gateway.ask('{ jobs { totalCount } }'));
  expect(alone).toHaveLength(1);
});

test('the counts of nested connections take one statement more, for all of them', async () => {
  const statements = await gateway.statementsOf(async () => {
    const { data } = await gateway.ask(
      '{ protectedItems(first: 50) { nodes { recoveryPoints(first: 1) { totalCount } } } }',
    );
    expect(JSON.stringify(data)).toContain('{"totalCount":5}');
  });
  expect(statements).toHaveLength(2);
});

test('a nested count counts what the connection holds: available points alone', async () => {
  const [one] = await services.db
    .select()
    .from(recoveryPoints)
    .where(eq(recoveryPoints.itemId, estate.itemId))
    .limit(1);
  await softDelete(gateway.owner, one?.id ?? '');
  const { data } = await gateway.ask(
    `{ protectedItem(id: "${estate.itemId}") { recoveryPoints { totalCount nodes { id } } } }`,
  );
  expect(data).toMatchObject({ protectedItem: { recoveryPoints: { totalCount: 4, nodes: { length: 4 } } } });
  await bringBack(gateway.owner, one?.id ?? '');
});

test('25 rows come where nothing is said, 100 at most, and more is refused', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => ({
    id: newId('policy', new Date(index)),
    name: `many ${index}`,
    retention: gateway.owner.json({ all: { keep: { days: 1 } } }),
    keep_replaced_days: 1,
  }));
  await gateway.owner`insert into policies ${gateway.owner(rows)}`;
  const names = (argument: string) => gateway.ask(`{ policies${argument} { nodes { name } } }`);
  expect((await names('')).data).toMatchObject({ policies: { nodes: { length: 25 } } });
  expect((await names('(first: 100)')).data).toMatchObject({ policies: { nodes: { length: 100 } } });
  expect((await names('(first: 101)')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect((await names('(first: -1)')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect((await names('(first: 1, last: 1)')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect((await names('(after: "nonsense")')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('node finds each kind of thing by its id alone, and nothing by the id of nothing', async () => {
  const { vaultId, policyId, itemId, siteId } = estate;
  for (const [id, type] of [
    [vaultId, 'Vault'],
    [policyId, 'Policy'],
    [itemId, 'ProtectedItem'],
    [siteId, 'Site'],
  ]) {
    expect((await gateway.ask(`{ node(id: "${id}") { __typename id } }`)).data).toEqual({
      node: { __typename: type, id },
    });
  }
  expect((await gateway.ask('{ node(id: "vlt_00000000000000000000000000000000") { id } }')).data).toEqual({
    node: null,
  });
  expect(await services.db.$count(protectedItems)).toBeGreaterThan(0);
});
