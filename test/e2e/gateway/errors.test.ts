import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const estate = await seedEstate(gateway.services);

const ERROR = '__typename ... on Error { code message cause remedy retryable fault }';

function input(fields: Record<string, unknown>) {
  return { input: { ...fields, idempotencyKey: randomUUID() } };
}

test('an invalid input is told with every issue and where it is, in the words of the API', async () => {
  const { data, errors } = await gateway.ask(
    `mutation Protect($input: ProtectItemInput!) { protectItem(input: $input) { ${ERROR} ... on InvalidInput { issues { path message } } } }`,
    input({
      name: '',
      vaultId: 'nonsense',
      policyId: estate.policyId,
      source: { files: { path: 'relative' } },
      rpoSeconds: 1,
    }),
  );
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    protectItem: {
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      retryable: false,
      fault: 'USER',
      remedy: expect.stringMatching(/\w/),
    },
  });
  expect(data).toMatchObject({
    protectItem: {
      issues: expect.toSatisfy(
        (issues: { path: string }[]) =>
          issues
            .map(({ path }) => path)
            .toSorted()
            .join() === 'name,rpoSeconds,source.files.path,vaultId',
      ),
    },
  });
});

test('a tag given twice is an invalid input, not a lost value', async () => {
  const tags = [
    { key: 'team', value: 'a' },
    { key: 'team', value: 'b' },
  ];
  const { data } = await gateway.ask(
    `mutation Protect($input: ProtectItemInput!) { protectItem(input: $input) { ${ERROR} ... on InvalidInput { issues { path } } } }`,
    input({
      name: 'tags',
      vaultId: estate.vaultId,
      policyId: estate.policyId,
      source: { files: { path: '/srv/x' } },
      tags,
    }),
  );
  expect(data).toMatchObject({ protectItem: { __typename: 'InvalidInput', issues: [{ path: 'tags' }] } });
});

test('what the input names and does not exist is NotFound', async () => {
  const { data } = await gateway.ask(
    `mutation Restore($input: RequestRestoreInput!) { requestRestore(input: $input) { ${ERROR} } }`,
    input({ recoveryPointId: 'rpt_00000000000000000000000000000000' }),
  );
  expect(data).toMatchObject({ requestRestore: { __typename: 'NotFound', code: 'NOT_FOUND' } });
});

test('a taken name is a Conflict without a job', async () => {
  const taken = await gateway.ask(`{ vault(id: "${estate.vaultId}") { name } }`);
  const { data } = await gateway.ask(
    `mutation Vault($input: CreateVaultInput!) { createVault(input: $input) { ${ERROR} ... on Conflict { blockingJob { id } } } }`,
    input({ name: textAt(taken.data, 'vault.name'), path: '/srv/another' }),
  );
  expect(data).toMatchObject({ createVault: { __typename: 'Conflict', code: 'ALREADY_EXISTS', blockingJob: null } });
});

test('a running job is a Conflict that names the job, as an object', async () => {
  const document = `mutation Backup($input: BackupNowInput!) { backupNow(input: $input) { ${ERROR} ... on BackupNowPayload { job { id } } ... on Conflict { blockingJob { id status item { id } } } } }`;
  const first = await gateway.ask(document, input({ itemId: estate.itemId }));
  const second = await gateway.ask(document, input({ itemId: estate.itemId }));
  const id = textAt(first.data, 'backupNow.job.id');
  expect(second.data).toMatchObject({
    backupNow: {
      __typename: 'Conflict',
      code: 'JOB_RUNNING',
      retryable: true,
      blockingJob: { id, status: 'QUEUED', item: { id: estate.itemId } },
    },
  });
});

test('acknowledging and closing an alert say who did, and a closed one is a conflict', async () => {
  const alertId = 'alr_11111111111111111111111111111111';
  const error = JSON.stringify({ code: 'X', message: 'm', cause: 'c', remedy: 'r', retryable: true, fault: 'SERVICE' });
  await gateway.owner`
    insert into alerts (id, kind, fingerprint, severity, error) values (${alertId}, 'WORKER_LOST', 'f', 'WARNING', ${error}::text::jsonb)`;
  const change = async (verb: 'acknowledge' | 'close') => {
    const Verb = verb === 'close' ? 'Close' : 'Acknowledge';
    const { data } = await gateway.ask(
      `mutation Change($input: ${Verb}AlertInput!) { answer: ${verb}Alert(input: $input) { ${ERROR}
        ... on ${Verb}AlertPayload { alert { state version changedBy { name } error { code fault } } } } }`,
      input({ alertId }),
    );
    return data;
  };
  expect(await change('acknowledge')).toMatchObject({
    answer: {
      alert: {
        state: 'ACKNOWLEDGED',
        version: 2,
        changedBy: { name: 'admin' },
        error: { code: 'X', fault: 'SERVICE' },
      },
    },
  });
  expect(await change('acknowledge')).toMatchObject({ answer: { alert: { version: 2 } } });
  expect(await change('close')).toMatchObject({ answer: { alert: { state: 'CLOSED', version: 3 } } });
  expect(await change('close')).toMatchObject({ answer: { alert: { version: 3 } } });
  expect(await change('acknowledge')).toMatchObject({ answer: { __typename: 'Conflict', code: 'ALERT_CLOSED' } });
});

test('a defect is masked, and logged once under the id that the client was told', async () => {
  await using broken = await openGateway();
  await broken.owner`alter table policies rename column name to title`;
  const { status, data, errors, headers } = await broken.ask('{ policies { nodes { name } } }');
  expect({ status, data }).toEqual({ status: 200, data: null });
  const id = headers.get('x-request-id');
  expect(errors).toMatchObject([
    {
      message: `Something went wrong on our side (correlation id ${id}).`,
      path: ['policies'],
      extensions: { code: 'INTERNAL_ERROR', correlationId: id },
    },
  ]);
  expect(JSON.stringify(errors)).not.toMatch(/select|postgres|drizzle|\.ts/i);
  const lines = broken.log.filter((line) => line['requestId'] === id && line['msg'] === 'request failed');
  expect(lines).toMatchObject([{ error: { cause: { code: '42703' } } }]);
});

test('no value of a failed statement reaches the log', async () => {
  await using broken = await openGateway();
  await broken.owner`alter table policies add constraint no_such check (name <> 'the secret name')`;
  const { errors } = await broken.ask(
    'mutation Policy($input: CreatePolicyInput!) { createPolicy(input: $input) { __typename } }',
    input({ name: 'the secret name' }),
  );
  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_ERROR' } }]);
  expect(broken.log.filter((line) => line['msg'] === 'request failed')).toHaveLength(1);
  expect(JSON.stringify(broken.log)).not.toContain('secret name');
});

test.for([
  ['a syntax error', '{ viewer { ', 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
  ['an unknown field', '{ viewer { shoeSize } }', 'GRAPHQL_VALIDATION_FAILED', /shoeSize/],
  ['a wrong argument', '{ jobs(first: "ten") { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED', /Int cannot represent/],
] as const)('%s keeps the useful message of GraphQL', async ([, document, code, message]) => {
  const { errors } = await gateway.ask(document);
  expect(errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code } }]);
});

test('a variable of the wrong form keeps the useful message of GraphQL', async () => {
  const { errors } = await gateway.ask('query Job($id: ID!) { job(id: $id) { id } }', {});
  expect(errors).toMatchObject([{ message: expect.stringContaining('$id') }]);
});

test.for([
  ['names with quotes and markup', `'; drop table jobs; --`],
  ['ten thousand characters', 'x'.repeat(10_000)],
  ['a NUL', 'a\0b'],
  ['emoji', '🔥'.repeat(50)],
] as const)('hostile text as a name or an id is refused in words: %s', async ([, text]) => {
  const name = await gateway.ask(
    `mutation Policy($input: CreatePolicyInput!) { createPolicy(input: $input) { __typename } }`,
    input({ name: text }),
  );
  expect([name.data, name.errors]).toEqual([{ createPolicy: { __typename: 'InvalidInput' } }, []]);
  const id = await gateway.ask(
    'mutation Backup($input: BackupNowInput!) { backupNow(input: $input) { __typename } }',
    input({ itemId: text }),
  );
  expect([id.data, id.errors]).toEqual([{ backupNow: { __typename: 'InvalidInput' } }, []]);
  const search = await gateway.ask(
    'query Search($name: String!) { protectedItems(filter: { name: $name }) { totalCount } }',
    { name: text },
  );
  expect(search).toMatchObject(
    text.includes('\0')
      ? { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }
      : { errors: [], data: { protectedItems: { totalCount: 0 } } },
  );
  const node = await gateway.ask('query Node($id: ID!) { node(id: $id) { id } }', { id: text });
  expect(node.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});
