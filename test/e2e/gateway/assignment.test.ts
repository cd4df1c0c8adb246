import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { openGateway, textAt } from '../../kit/gateway.ts';
import { QUICK_RESTIC } from '../../kit/tools.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { startWorkerProcess } from '../../kit/worker-process.ts';

const gateway = await openGateway();
const home = mkdtempSync(join(tmpdir(), 'holdfast-assignment-'));
afterAll(async () => {
  await gateway.close();
  rmSync(home, { recursive: true, force: true });
});

const SOURCE = `name kind tags { key value } site { name } trouble { code message } nextTryAt
  source { ... on FilesSource { path } ... on PostgresqlSource { host user database } }
  item { id name nextRunAt tags { key value } policy { name } vault { name } } rule { name }`;

const DOCUMENTS = {
  createVault: '... on CreateVaultPayload { vault { id } }',
  createPolicy: '... on CreatePolicyPayload { policy { id schedule { timeZone description } retention { inWords } } }',
  registerDataSource: `... on RegisterDataSourcePayload { dataSource { id ${SOURCE} } }`,
  updateDataSource: `... on UpdateDataSourcePayload { dataSource { ${SOURCE} } }`,
  protectDataSource: '... on ProtectDataSourcePayload { item { id name } }',
  removeDataSource: '... on RemoveDataSourcePayload { dataSourceId }',
  createAssignmentRule: '... on CreateAssignmentRulePayload { rule { id place description isEnabled } }',
  updateAssignmentRule: '... on UpdateAssignmentRulePayload { rule { id place description isEnabled version kind } }',
  deleteAssignmentRule: '... on DeleteAssignmentRulePayload { ruleId }',
};

/** Asks for a change, under a key of its own unless one is given. @returns what it answered with */
async function change(name: keyof typeof DOCUMENTS, input: object, idempotencyKey: string = randomUUID()) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await gateway.ask(
    `mutation M($input: ${type}!) { ${name}(input: $input) { __typename ${DOCUMENTS[name]}
      ... on Error { code message } ... on InvalidInput { issues { path message } } } }`,
    { input: { ...input, idempotencyKey } },
  );
  expect(errors).toEqual([]);
  return data;
}

const PREVIEW = `query P($input: AssignmentPreviewInput!, $first: Int, $after: String) { assignmentPreview(input: $input) { __typename
  ... on AssignmentPreview { fingerprint alreadyProtected
    protects(first: $first, after: $after) { totalCount nodes { dataSourceId name kind } pageInfo { hasNextPage endCursor } }
    fails { totalCount nodes { name error { code message remedy } } } }
  ... on Error { code } ... on InvalidInput { issues { path message } } } }`;

async function preview(input: object, page: object = {}) {
  const { data, errors } = await gateway.ask(PREVIEW, { input, ...page });
  expect(errors).toEqual([]);
  return data;
}

await ensureSite(gateway.services, 'default');
const vaultId = textAt(
  await change('createVault', { name: 'main', path: join(home, 'vaults', 'main') }),
  'createVault.vault.id',
);
const policy = await change('createPolicy', { name: 'Gold policy', preset: 'GOLD', timeZone: 'Europe/Berlin' });
const policyId = textAt(policy, 'createPolicy.policy.id');
const PROD = [{ key: 'env', value: 'prod' }];
const database = { postgresql: { host: 'db1', user: 'backup', password: 'secret-of-crm' } };

/** Registers a folder. @returns its id */
async function registerFolder(name: string, tags = PROD): Promise<string> {
  const made = await change('registerDataSource', { name, tags, source: { files: { path: `/srv/${name}` } } });
  return textAt(made, 'registerDataSource.dataSource.id');
}

test('a policy of a preset has the schedule and the retention that policyPresets tells', async () => {
  const { data } = await gateway.ask(`{ policyPresets(timeZone: "Europe/Berlin") {
    name description schedule { timeZone description rules { key kind } } retention { inWords } } }`);
  expect(data).toMatchObject({ policyPresets: [{ name: 'BRONZE' }, { name: 'SILVER' }, { name: 'GOLD' }] });
  expect(policy).toMatchObject({
    createPolicy: {
      policy: {
        schedule: { timeZone: 'Europe/Berlin', description: textAt(data, 'policyPresets.2.schedule.description') },
      },
    },
  });
  const wrong = await gateway.ask('{ policyPresets(timeZone: "Moon/Tycho") { name } }');
  expect(wrong.errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
});

test(
  'registered, previewed, and protected by a real worker once the rule is made: its schedule is planned',
  { timeout: 60_000 },
  async () => {
    const made = await change('registerDataSource', { name: 'crm', source: database, tags: PROD }, 'register crm');
    const dataSource = {
      name: 'crm',
      kind: 'POSTGRESQL',
      tags: PROD,
      site: { name: 'default' },
      source: { host: 'db1', user: 'backup', database: null },
      item: null,
      rule: null,
      trouble: null,
    };
    expect(made).toMatchObject({ registerDataSource: { dataSource } });
    const crm = textAt(made, 'registerDataSource.dataSource.id');
    await using worker = await startWorkerProcess({
      DATABASE_URL: gateway.database.appUrl,
      HOLDFAST_HOME: home,
      HOLDFAST_MASTER_KEY: gateway.keyText,
      HOLDFAST_ROOTS: home,
      HOLDFAST_RESTIC: QUICK_RESTIC,
    });
    const rule = { kind: 'POSTGRESQL', tags: PROD, policyId, vaultId };
    const shown = await preview(rule);
    expect(shown).toMatchObject({
      assignmentPreview: {
        protects: { totalCount: 1, nodes: [{ dataSourceId: crm, name: 'crm', kind: 'POSTGRESQL' }] },
        fails: { totalCount: 0 },
        alreadyProtected: 0,
      },
    });
    const unseen = await change('createAssignmentRule', { name: 'Gold', ...rule });
    expect(unseen).toMatchObject({ createAssignmentRule: { __typename: 'Conflict', code: 'IMPACT_NOT_SHOWN' } });
    const fingerprint = textAt(shown, 'assignmentPreview.fingerprint');
    expect(await change('createAssignmentRule', { name: 'Gold', ...rule, preview: fingerprint })).toMatchObject({
      createAssignmentRule: { rule: { place: 1, description: 'POSTGRESQL with env=prod', isEnabled: true } },
    });
    const item = await waitFor('crm to be protected', async () => {
      const { data } = await gateway.ask(`{ dataSource(id: "${crm}") { ${SOURCE} } }`);
      return !JSON.stringify(data).includes('"item":null') && data;
    });
    expect(item).toMatchObject({
      dataSource: {
        nextTryAt: null,
        rule: { name: 'Gold' },
        item: {
          name: 'crm',
          nextRunAt: expect.stringMatching(/Z$/),
          tags: PROD,
          policy: { name: 'Gold policy' },
          vault: { name: 'main' },
        },
      },
    });
    expect(worker.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
    expect(await preview(rule)).toMatchObject({
      assignmentPreview: { protects: { totalCount: 0 }, alreadyProtected: 1 },
    });
    expect(JSON.stringify([made, item])).not.toContain('secret-of-crm');
  },
);

test('what cannot be taken says where it is wrong', async () => {
  const twice = [...PROD, ...PROD];
  const wrong = { name: 'twice', tags: twice, source: { files: { path: '/srv/twice' } } };
  expect(await change('registerDataSource', wrong)).toMatchObject({
    registerDataSource: { issues: [{ path: 'tags' }] },
  });
  const relative = { name: 'relative', source: { files: { path: 'srv' } } };
  expect(await change('registerDataSource', relative)).toMatchObject({
    registerDataSource: { issues: [{ path: 'source.files.path' }] },
  });
  expect(await preview({ tags: PROD })).toMatchObject({
    assignmentPreview: { issues: [{ path: 'policyId' }, { path: 'vaultId' }] },
  });
  expect(await preview({ policyId, vaultId, kind: 'FILES', anyKind: true })).toMatchObject({
    assignmentPreview: { issues: [{ path: 'anyKind' }] },
  });
  expect(await preview({ policyId, vaultId, place: 99 })).toMatchObject({
    assignmentPreview: { issues: [{ path: 'place' }] },
  });
  const unknown = { policyId: `pol_${'0'.repeat(32)}`, vaultId };
  expect(await preview(unknown)).toMatchObject({ assignmentPreview: { code: 'NOT_FOUND' } });
});

test('a preview is read page by page', async () => {
  for (const name of ['a', 'b', 'c']) await registerFolder(`page-${name}`, [{ key: 'page', value: 'yes' }]);
  const rule = { policyId, vaultId, tags: [{ key: 'page', value: 'yes' }] };
  const first = await preview(rule, { first: 2 });
  expect(first).toMatchObject({
    assignmentPreview: {
      protects: { totalCount: 3, nodes: [{ name: 'page-a' }, { name: 'page-b' }], pageInfo: { hasNextPage: true } },
    },
  });
  const after = textAt(first, 'assignmentPreview.protects.pageInfo.endCursor');
  expect(await preview(rule, { first: 2, after })).toMatchObject({
    assignmentPreview: { protects: { nodes: [{ name: 'page-c' }], pageInfo: { hasNextPage: false } } },
  });
});

test('data sources are found by whether they are protected, by kind and by tag, and by their ids as nodes', async () => {
  const list = async (filter: string) => {
    const { data, errors } = await gateway.ask(`{ dataSources(filter: ${filter}) { totalCount nodes { name } } }`);
    expect(errors).toEqual([]);
    return data;
  };
  const id = await registerFolder('found', [{ key: 'find', value: 'me"\\' }]);
  const found = { dataSources: { totalCount: 1, nodes: [{ name: 'found' }] } };
  expect(await list(String.raw`{ tag: { key: "find", value: "me\"\\" } }`)).toEqual(found);
  expect(await list(String.raw`{ tag: { key: "find", value: "me\"\\" }, isProtected: true }`)).toMatchObject({
    dataSources: { totalCount: 0 },
  });
  expect(await list('{ kind: [POSTGRESQL], isProtected: true }')).toMatchObject({
    dataSources: { nodes: [{ name: 'crm' }] },
  });
  const { data } = await gateway.ask(`{ node(id: "${id}") { __typename ... on DataSource { name } } }`);
  expect(data).toEqual({ node: { __typename: 'DataSource', name: 'found' } });
});

test('a rule is edited, moved and deleted; a repeated request is answered though it is gone', async () => {
  const rule = { policyId, vaultId, tags: [{ key: 'not', value: 'there' }] };
  const made = await change('createAssignmentRule', { name: 'Files', kind: 'FILES', ...rule, place: 1 }, 'make it');
  const ruleId = textAt(made, 'createAssignmentRule.rule.id');
  const names = async () =>
    (await gateway.ask('{ assignmentRules { totalCount nodes { name place kind policy { name } vault { name } } } }'))
      .data;
  expect(await names()).toMatchObject({
    assignmentRules: {
      totalCount: 2,
      nodes: [
        { name: 'Files', place: 1, kind: 'FILES' },
        { name: 'Gold', place: 2 },
      ],
    },
  });
  expect(await change('updateAssignmentRule', { ruleId, place: 2, anyKind: true, isEnabled: false })).toMatchObject({
    updateAssignmentRule: {
      rule: { place: 2, kind: null, version: 2, isEnabled: false, description: 'everything with not=there' },
    },
  });
  expect(await change('updateAssignmentRule', { ruleId })).toMatchObject({
    updateAssignmentRule: { code: 'INVALID_INPUT' },
  });
  expect(await change('deleteAssignmentRule', { ruleId })).toMatchObject({ deleteAssignmentRule: { ruleId } });
  expect(await names()).toMatchObject({ assignmentRules: { totalCount: 1 } });
  const again = await change('createAssignmentRule', { name: 'Files', kind: 'FILES', ...rule, place: 1 }, 'make it');
  expect(again).toMatchObject({ createAssignmentRule: { rule: null } });
});

test('a data source is changed, protected by hand and forgotten, and its item stays', async () => {
  const dataSourceId = await registerFolder('by-hand', []);
  expect(await change('updateDataSource', { dataSourceId, tags: PROD })).toMatchObject({
    updateDataSource: { dataSource: { tags: PROD } },
  });
  const protectedByHand = await change('protectDataSource', { dataSourceId, policyId, vaultId, rpoSeconds: 3600 });
  const itemId = textAt(protectedByHand, 'protectDataSource.item.id');
  expect(await change('removeDataSource', { dataSourceId })).toMatchObject({ removeDataSource: { dataSourceId } });
  const { data } = await gateway.ask(
    `{ dataSource(id: "${dataSourceId}") { id } protectedItem(id: "${itemId}") { name rpoSeconds } }`,
  );
  expect(data).toEqual({ dataSource: null, protectedItem: { name: 'by-hand', rpoSeconds: 3600 } });
});
