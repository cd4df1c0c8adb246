import { randomUUID } from 'node:crypto';
import type { PointContents } from '@holdfast/db/domain/point-contents';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { afterAll, expect, test } from 'vitest';
import { as, protectServer, request, seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';
import { TWO_DATABASES } from '../../kit/point-contents.ts';
import { begin, commitDatabases } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const admin = as(services, 'ADMIN');

const SERVER = { host: 'db.example', port: 5433, user: 'backup' };

/** A server on a site of its own, with a point that holds this. */
async function backedUp({
  config = {},
  contents = TWO_DATABASES,
}: { config?: object; contents?: PointContents | null } = {}) {
  const estate = await seedEstate(services);
  const server = { ...estate, name: `server ${randomUUID()}`, config: { ...SERVER, ...config } };
  const { vaultId, policyId, name } = server;
  const { itemId } = await protectServer(admin, { vaultId, policyId, name, config: server.config });
  const { jobId } = await requestBackup(admin, request({ itemId }));
  const pointId = await commitDatabases(services, await begin(services, { jobId, ...estate }), contents);
  return { itemId, pointId, workerId: estate.workerId };
}

const RESTORE = `mutation Restore($input: RequestRestoreInput!) { requestRestore(input: $input) { __typename
  ... on RequestRestorePayload { job { id plan { landing place inPlace paths database tables conflict } } }
  ... on InvalidInput { issues { path message } } ... on Error { code } } }`;
const PREVIEW = `query Preview($input: RestorePreviewInput!) { restorePreview(input: $input) { __typename
  ... on RestorePreview { landing place inPlace paths database tables conflict sizeBytes files }
  ... on InvalidInput { issues { path message } } } }`;

test('the kinds say what can be picked out of them and where it can go', async () => {
  const { data } = await gateway.ask('{ sourceKinds { kind label itemLevelRestore otherTargets } }');
  expect(data).toEqual({
    sourceKinds: [
      { kind: 'FILES', label: 'Files and folders', itemLevelRestore: 'PATHS', otherTargets: ['PATH'] },
      {
        kind: 'POSTGRESQL',
        label: 'PostgreSQL databases',
        itemLevelRestore: 'TABLES',
        otherTargets: ['DATABASE', 'FILES'],
      },
    ],
  });
});

test('a point says which databases and tables it holds, each as a restore takes it', async () => {
  const { pointId } = await backedUp();
  const { data, errors } = await gateway.ask(
    `query Point($id: ID!) { recoveryPoint(id: $id) { databases { name sizeBytes tableCount
      tables(first: 2) { schema name sqlName sizeBytes } found: tables(name: "SALES") { sqlName } } } }`,
    { id: pointId },
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    recoveryPoint: {
      databases: [
        {
          name: 'shop',
          sizeBytes: 300_000_000,
          tableCount: 3,
          tables: [
            { schema: 'public', name: 'customers', sqlName: 'public.customers', sizeBytes: 100_000_000 },
            { schema: 'public', name: 'orders', sqlName: 'public.orders', sizeBytes: 180_000_000 },
          ],
          found: [{ sqlName: '"Sales"."Orders ""2026"""' }],
        },
        {
          name: 'Ledger & Co',
          sizeBytes: 5_000_000,
          tableCount: 4_000,
          tables: [{ schema: 'public', name: 'entries', sqlName: 'public.entries', sizeBytes: 5_000_000 }],
          found: [],
        },
      ],
    },
  });
});

test('of a point whose contents nobody knows, and of more tables than a page has, that is said', async () => {
  const { pointId } = await backedUp({ contents: null });
  const ask = (tables: string) =>
    gateway.ask(`query Point($id: ID!) { recoveryPoint(id: $id) { databases { ${tables} { name } } } }`, {
      id: pointId,
    });
  expect((await ask('tables')).data).toEqual({ recoveryPoint: { databases: null } });
  expect(await ask('tables(first: 101)')).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});

const IN_SERVER = { landing: 'DATABASE', paths: null };
test.for([
  [
    'all of it',
    {},
    { ...IN_SERVER, place: 'postgresql://db.example:5433', inPlace: true, database: null, tables: null },
    305_000_000,
  ],
  [
    'one database',
    { database: 'Ledger & Co' },
    {
      ...IN_SERVER,
      place: 'postgresql://db.example:5433/Ledger%20%26%20Co',
      inPlace: true,
      database: 'Ledger & Co',
      tables: null,
    },
    5_000_000,
  ],
  [
    'tables into another database',
    { database: 'shop', tables: ['orders', '"Sales"."Orders ""2026"""'], target: { database: 'shop_then' } },
    {
      ...IN_SERVER,
      place: 'postgresql://db.example:5433/shop_then',
      inPlace: false,
      database: 'shop',
      tables: ['public.orders', '"Sales"."Orders ""2026"""'],
    },
    200_000_000,
  ],
  [
    'files in a folder',
    { database: 'shop', target: { path: '/srv/dumps' } },
    { landing: 'PATH', paths: null, place: '/srv/dumps', inPlace: false, database: 'shop', tables: null },
    300_000_000,
  ],
] as const)('a preview and its restore say the same of %s', async ([, chosen, course, sizeBytes]) => {
  const { pointId: recoveryPointId } = await backedUp();
  const input = { recoveryPointId, ...chosen };
  const preview = await gateway.ask(PREVIEW, { input });
  expect(preview).toMatchObject({ errors: [], data: { restorePreview: { ...course, conflict: 'FAIL_IF_EXISTS' } } });
  expect(preview.data).toMatchObject({ restorePreview: { sizeBytes, files: null } });
  const asked = await gateway.ask(RESTORE, { input: { ...input, idempotencyKey: randomUUID() } });
  expect(asked.data).toMatchObject({ requestRestore: { job: { plan: course } } });
});

test.for([
  [{ database: 'shops' }, 'database'],
  [{ tables: ['orders'] }, 'database'],
  [{ database: 'shop', tables: ['orders', 'order; drop table x'] }, 'tables.1'],
  [{ database: 'shop', tables: ['orders', 'invoices'] }, 'tables.1'],
  [{ target: { database: 'other' } }, 'target.database'],
  [{ database: 'shop', target: { database: 'x'.repeat(64) } }, 'target.database'],
  [{ database: 'shop', tables: ['orders'], target: { path: '/srv/x' } }, 'target.path'],
  [{ database: 'shop', target: { path: '/srv/x', database: 'y' } }, 'target.database'],
  [{ paths: ['a'] }, 'paths'],
] as const)('what databases cannot do is refused beside its field: %j', async ([chosen, path]) => {
  const { pointId: recoveryPointId } = await backedUp();
  const input = { recoveryPointId, ...chosen };
  const refusal = { __typename: 'InvalidInput', issues: [{ path }] };
  expect(await gateway.ask(PREVIEW, { input })).toMatchObject({ errors: [], data: { restorePreview: refusal } });
  const asked = await gateway.ask(RESTORE, { input: { ...input, idempotencyKey: randomUUID() } });
  expect(asked).toMatchObject({ errors: [], data: { requestRestore: refusal } });
});

test('what a restore of databases brought is told by tables', async () => {
  const { pointId, workerId } = await backedUp();
  const { data } = await gateway.ask(RESTORE, {
    input: { recoveryPointId: pointId, database: 'shop', idempotencyKey: randomUUID() },
  });
  const jobId = textAt(data, 'requestRestore.job.id');
  await finishRestore(services, await begin(services, { jobId, workerId }), {
    restoredTo: 'postgresql://db.example:5433/shop',
    tables: 3,
    bytes: 300_000_000,
    replaced: { keptAt: 'postgresql://db.example:5433/shop.replaced', hostName: null },
    warnings: NO_WARNINGS,
  });
  const job = await gateway.ask(
    'query Job($id: ID!) { job(id: $id) { restored { place files tables bytes replacedKeptAt replacedKeptUntil } } }',
    { id: jobId },
  );
  expect(job.data).toEqual({
    job: {
      restored: {
        place: 'postgresql://db.example:5433/shop',
        files: null,
        tables: 3,
        bytes: 300_000_000,
        replacedKeptAt: 'postgresql://db.example:5433/shop.replaced',
        replacedKeptUntil: expect.stringMatching(/Z$/),
      },
    },
  });
});
