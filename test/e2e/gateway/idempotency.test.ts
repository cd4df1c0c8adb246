import { randomUUID } from 'node:crypto';
import { jobs } from '@holdfast/db/schema';
import { createGateway } from '@holdfast/gateway/yoga';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const estate = await seedEstate(services);

const BACKUP = `mutation Backup($input: BackupNowInput!) { backupNow(input: $input) {
  __typename
  ... on BackupNowPayload { job { id status } }
  ... on Error { code message cause remedy retryable fault }
  ... on Conflict { blockingJob { id } }
} }`;

async function newItem(): Promise<string> {
  const name = `item ${randomUUID()}`;
  const { vaultId, policyId } = estate;
  const { itemId } = await protectFolder(as(services, 'ADMIN'), { vaultId, policyId, name, path: `/srv/${name}` });
  return itemId;
}

/** A second gateway process' worth of gateway: its own pool would be the only difference. */
function secondGateway() {
  return createGateway({ services, changes: gateway.changes, home: gateway.home, log: pino({ level: 'silent' }) });
}

test('20 parallel requests over two gateways with one key make one job and give one answer', async () => {
  const itemId = await newItem();
  const second = secondGateway();
  const body = JSON.stringify({ query: BACKUP, variables: { input: { itemId, idempotencyKey: 'one intent' } } });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${gateway.tokens.OPERATOR}` };
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const asked = index % 2 === 0 ? gateway : second;
      const response = await asked.fetch('http://gateway/graphql', { method: 'POST', headers, body });
      return response.text();
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(JSON.parse(answers[0] ?? '')).toMatchObject({ data: { backupNow: { __typename: 'BackupNowPayload' } } });
  const made = await services.db.select().from(jobs).where(eq(jobs.itemId, itemId));
  expect(made).toHaveLength(1);
});

test('a replay gives the object as it is now, not as it was', async () => {
  const input = { itemId: await newItem(), idempotencyKey: 'replay' };
  const first = await gateway.ask(BACKUP, { input });
  const jobId = textAt(first.data, 'backupNow.job.id');
  await gateway.ask('mutation Cancel($input: CancelJobInput!) { cancelJob(input: $input) { __typename } }', {
    input: { jobId, idempotencyKey: 'cancel' },
  });
  expect((await gateway.ask(BACKUP, { input })).data).toMatchObject({
    backupNow: { job: { id: jobId, status: 'CANCELLED' } },
  });
});

test('a key that comes again with another input is refused, and nothing is done', async () => {
  const [itemId, otherId] = [await newItem(), await newItem()];
  await gateway.ask(BACKUP, { input: { itemId, idempotencyKey: 'reused' } });
  const again = await gateway.ask(BACKUP, { input: { itemId: otherId, idempotencyKey: 'reused' } });
  expect(again.data).toMatchObject({
    backupNow: { __typename: 'IdempotencyMismatch', code: 'IDEMPOTENCY_KEY_REUSED', fault: 'USER' },
  });
  expect(await services.db.select().from(jobs).where(eq(jobs.itemId, otherId))).toEqual([]);
});

test('a key that comes again for another mutation is refused', async () => {
  const first = await gateway.ask(BACKUP, { input: { itemId: await newItem(), idempotencyKey: 'other mutation' } });
  const jobId = textAt(first.data, 'backupNow.job.id');
  const cancel = await gateway.ask(
    'mutation Cancel($input: CancelJobInput!) { cancelJob(input: $input) { __typename } }',
    {
      input: { jobId, idempotencyKey: 'other mutation' },
    },
  );
  expect(cancel.data).toEqual({ cancelJob: { __typename: 'IdempotencyMismatch' } });
});

test('the same key in the hands of another principal is another intent', async () => {
  const itemId = await newItem();
  const asked = { input: { itemId, idempotencyKey: 'shared' } };
  const first = await gateway.ask(BACKUP, asked, { token: gateway.tokens.OPERATOR });
  const second = await gateway.ask(BACKUP, asked, { token: gateway.tokens.CONTRIBUTOR });
  expect(second.data).toMatchObject({
    backupNow: {
      __typename: 'Conflict',
      code: 'JOB_RUNNING',
      blockingJob: { id: textAt(first.data, 'backupNow.job.id') },
    },
  });
});

test('a field that is null and one that is left out are the same input', async () => {
  const document =
    'mutation Policy($input: CreatePolicyInput!) { createPolicy(input: $input) { ... on CreatePolicyPayload { policy { id } } ... on Error { code } } }';
  const bare = await gateway.ask(document, { input: { name: 'nulls', idempotencyKey: 'nulls' } });
  const withNull = await gateway.ask(document, {
    input: { name: 'nulls', retentionDays: null, idempotencyKey: 'nulls' },
  });
  expect(bare.data).toMatchObject({ createPolicy: { policy: { id: expect.any(String) } } });
  expect(withNull.data).toEqual(bare.data);
});

test('a refused request leaves its key unused', async () => {
  const input = { itemId: 'itm_00000000000000000000000000000000', idempotencyKey: 'unused' };
  expect((await gateway.ask(BACKUP, { input })).data).toMatchObject({ backupNow: { __typename: 'NotFound' } });
  const itemId = await newItem();
  expect((await gateway.ask(BACKUP, { input: { itemId, idempotencyKey: 'unused' } })).data).toMatchObject({
    backupNow: { __typename: 'BackupNowPayload' },
  });
});
