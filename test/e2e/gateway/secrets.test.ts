import { randomUUID } from 'node:crypto';
import { auditLog, idempotencyKeys, protectedItems } from '@holdfast/db/schema';
import { itemSecretContext } from '@holdfast/db/sealed-contexts';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const { vaultId, policyId } = await seedEstate(services);

const PASSWORD = 'correct horse battery staple';
const SOURCE = { host: 'db.example', port: 5433, user: 'backup', database: 'shop', sslMode: 'REQUIRE' };

const PROTECT = `mutation Protect($input: ProtectItemInput!) { protectItem(input: $input) { __typename
  ... on ProtectItemPayload { item { id kind source { __typename ... on PostgresqlSource { host port user database sslMode } } } }
  ... on Error { message cause remedy } ... on InvalidInput { issues { path message } } } }`;

function protectedAs(postgresql: object, idempotencyKey: string = randomUUID()) {
  const name = `server ${idempotencyKey}`;
  return gateway.ask(PROTECT, { input: { name, vaultId, policyId, source: { postgresql }, idempotencyKey } });
}

test('a password goes in sealed for its item alone, and comes out nowhere', async () => {
  const asked = await protectedAs({ ...SOURCE, password: PASSWORD }, 'first');
  const again = await protectedAs({ ...SOURCE, password: PASSWORD }, 'first');
  expect(asked.data).toMatchObject({
    protectItem: { item: { kind: 'POSTGRESQL', source: { __typename: 'PostgresqlSource', ...SOURCE } } },
  });
  const id = textAt(asked.data, 'protectItem.item.id');
  const [row] = await services.db.select().from(protectedItems).where(eq(protectedItems.id, id));
  expect(services.masterKey.open(row?.sealedSecret ?? '', itemSecretContext(id))).toBe(PASSWORD);
  const kept = [row, await services.db.select().from(auditLog), await services.db.select().from(idempotencyKeys)];
  expect(JSON.stringify(kept)).toContain(id);
  expect(JSON.stringify([asked, again, kept, gateway.log])).not.toContain(PASSWORD);
});

test('no type of the schema has a field that could give a secret back', async () => {
  const { data } = await gateway.ask('{ __schema { types { name fields { name type { name ofType { name } } } } } }');
  expect(JSON.stringify(data)).toContain('PostgresqlSource');
  expect(JSON.stringify(data)).not.toMatch(/password|sealed|"name":"Secret"}/i);
});

test('what stands for no password, no database and no port is taken as left out', async () => {
  const { data } = await protectedAs({
    host: '/run/postgresql',
    user: 'u',
    password: null,
    database: null,
    port: null,
  });
  expect(data).toMatchObject({
    protectItem: { item: { source: { host: '/run/postgresql', port: 5432, database: null, sslMode: 'PREFER' } } },
  });
  const id = textAt(data, 'protectItem.item.id');
  const [row] = await services.db.select().from(protectedItems).where(eq(protectedItems.id, id));
  expect(row?.sealedSecret).toBeNull();
});

test.for([
  ['host', 'a,b'],
  ['host', ''],
  ['port', 0],
  ['user', 'x'.repeat(64)],
  ['database', 'a\0b'],
  ['password', ''],
  ['password', PASSWORD.repeat(100)],
] as const)(
  'what is wrong with a server is told where the API has it, without the password: its %s',
  async ([field, wrong]) => {
    const { data, errors } = await protectedAs({ ...SOURCE, password: PASSWORD, [field]: wrong });
    const refusal = { __typename: 'InvalidInput', issues: [{ path: `source.postgresql.${field}` }] };
    expect([errors, data]).toMatchObject([[], { protectItem: refusal }]);
    expect(JSON.stringify(data)).not.toContain(PASSWORD);
  },
);

test.for([
  ['a field is missing', { user: 'u', password: PASSWORD }, /at "input\.source\.postgresql": .*required field "host"/],
  ['a field is mistyped', { ...SOURCE, passwrd: PASSWORD }, /unknown field "passwrd"/],
  ['it is a list', { ...SOURCE, password: [PASSWORD] }, /postgresql\.password": A Secret is a text\.$/],
  ['it is an object', { ...SOURCE, password: { text: `${PASSWORD}; ` } }, /A Secret is a text\.$/],
  ['it is punctuation', { user: 'u', password: `"; ${PASSWORD} at "x"; y;` }, /required field "host"/],
] as const)('a password is not repeated by what GraphQL itself refuses: %s', async ([, postgresql, told]) => {
  const { data, errors } = await protectedAs(postgresql);
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ message: expect.stringMatching(told) }]);
  expect(JSON.stringify([errors, gateway.log])).not.toContain(PASSWORD);
});

test('a password written into the document is not repeated either', async () => {
  const document = `mutation { protectItem(input: { name: "x", vaultId: "v", source: { postgresql: { password: "${PASSWORD}" } } }) { __typename } }`;
  for (const broken of [document, document.replace('password:', 'password')]) {
    const { errors } = await gateway.ask(broken);
    expect(errors.length).toBeGreaterThan(0);
    expect(JSON.stringify([errors, gateway.log])).not.toContain(PASSWORD);
  }
});

test('a source is of one kind', async () => {
  const source = { files: { path: '/srv/x' }, postgresql: { ...SOURCE, password: PASSWORD } };
  const { data, errors } = await gateway.ask(PROTECT, {
    input: { name: 'both', vaultId, policyId, source, idempotencyKey: randomUUID() },
  });
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ message: expect.stringContaining('exactly one field') }]);
});
