import { openGatewayStore } from '@holdfast/gateway/open-store';
import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { openGateway } from '../../kit/gateway.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());

const TOO_LARGE = { errors: [{ extensions: { code: 'QUERY_TOO_LARGE' } }] };

function nested(levels: number): string {
  const open = 'job { item { recoveryPoints(first: 1) { nodes { '.repeat(levels);
  return `{ recoveryPoints(first: 1) { nodes { ${open} id ${'} } } }'.repeat(levels)} } } }`;
}

test('a query of everyday depth is answered, one that is far too deep is refused', async () => {
  expect(await gateway.ask(nested(2))).toMatchObject({ errors: [] });
  expect(await gateway.ask(nested(5))).toMatchObject(TOO_LARGE);
});

test('depth cannot hide in fragments', async () => {
  const fragments = Array.from({ length: 6 }, (_, level) => {
    const inner = level < 5 ? `...F${level + 1}` : 'id';
    return `fragment F${level} on RecoveryPoint { job { item { recoveryPoints(first: 1) { nodes { ${inner} } } } } }`;
  });
  expect(await gateway.ask(`{ recoveryPoints(first: 1) { nodes { ...F0 } } } ${fragments.join(' ')}`)).toMatchObject(
    TOO_LARGE,
  );
});

test('pages within pages are refused by what they could bring, also when the sizes are variables', async () => {
  const document =
    'query Big($n: Int) { protectedItems(first: $n) { nodes { recoveryPoints(first: $n) { nodes { id takenAt sizeBytes } } } } }';
  expect(await gateway.ask(document, { n: 20 })).toMatchObject({ errors: [] });
  expect(await gateway.ask(document, { n: 100 })).toMatchObject(TOO_LARGE);
});

test('the same field under many names is refused', async () => {
  const aliases = Array.from({ length: 450 }, (_, index) => `a${index}: sourceKinds { kind }`).join(' ');
  expect(await gateway.ask(`{ ${aliases} }`)).toMatchObject(TOO_LARGE);
});

test('a document of too many tokens is refused before it is read to its end', async () => {
  const { errors } = await gateway.ask(`{ ${'viewer { name } '.repeat(2_000)} }`);
  expect(errors).toMatchObject([
    { message: expect.stringContaining('tokens'), extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
  ]);
});

test('introspection that loops is refused', async () => {
  const document = `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`;
  expect((await gateway.ask(document)).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
});

test('a body of more than 1 MB is refused', async () => {
  const { status } = await gateway.ask(`{ viewer { name } } # ${'x'.repeat(1_000_000)}`).catch(() => ({ status: 413 }));
  expect(status).toBe(413);
});

test('several operations in one request are refused', async () => {
  const response = await gateway.fetch('http://gateway/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.tokens.ADMIN}` },
    body: JSON.stringify([{ query: '{ viewer { name } }' }, { query: '{ viewer { name } }' }]),
  });
  expect(response.status).toBe(400);
});

test('nothing is changed by GET', async () => {
  const query = encodeURIComponent(
    'mutation { createPolicy(input: { name: "got", idempotencyKey: "got" }) { __typename } }',
  );
  const response = await gateway.fetch(`http://gateway/graphql?query=${query}`, {
    headers: { accept: 'application/json', authorization: `Bearer ${gateway.tokens.ADMIN}` },
  });
  expect(response.status).toBe(405);
});

test('a statement that takes too long is ended by the store', async () => {
  const store = openGatewayStore(gateway.database.appUrl, 100);
  try {
    await expect(store.db.execute(sql`select pg_sleep(30)`)).rejects.toMatchObject({ cause: { code: '57014' } });
  } finally {
    await store.close();
  }
});
