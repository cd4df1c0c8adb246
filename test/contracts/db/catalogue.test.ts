import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { actorRecord } from '@holdfast/db/domain/actor';
import { InvalidInputError } from '@holdfast/db/domain/errors';
import { newId } from '@holdfast/db/domain/ids';
import { repositoryPasswordContext } from '@holdfast/db/sealed-contexts';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { recordRepository } from '@holdfast/db/services/vault/record-repository';
import { as, asSlackUser, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { AN_INSTANT, atOnce, auditOf, everything, split, type Row } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const admin = as(services, 'ADMIN');

const NOT_AUTHORIZED = { code: 'NOT_AUTHORIZED' };
const ALREADY_EXISTS = { code: 'ALREADY_EXISTS', name: 'ConflictError' };

function unique(): string {
  return `n${randomUUID().slice(0, 8)}`;
}

function vaultInput(estate: Estate, change: Row = {}): Row {
  return { name: unique(), siteId: estate.siteId, path: `/srv/${unique()}`, ...change };
}

function itemInput(estate: Estate, change: Row = {}): Row {
  const source = { kind: 'FILES', config: { path: '/srv/data' } };
  return { name: unique(), vaultId: estate.vaultId, policyId: estate.policyId, source, ...change };
}

/** The error that the call is refused with, having changed nothing. */
async function refusalOf(call: () => Promise<unknown>): Promise<unknown> {
  const before = await everything(owner);
  const [outcome] = await Promise.allSettled([call()]);
  expect(await everything(owner)).toEqual(before);
  if (outcome.status === 'rejected') return outcome.reason;
  throw new Error('it was not refused');
}

test('a site is made once with its queues, however many ask for it at once', async () => {
  const name = unique();
  const { done, refused } = split(await atOnce(10, () => ensureSite(services, name)));
  expect(refused).toEqual([]);
  expect(new Set(done).size).toBe(1);
  const queues = await owner<
    { name: string }[]
  >`select name from queue.queue where name like ${`%/${done[0]}`} order by name`;
  expect(queues.map((queue) => queue.name.split('/')[0])).toEqual([
    'backup.run',
    'drill.run',
    'job.reconcile',
    'restore.run',
    'retention.apply',
    'source.inspect',
    'vault.prune',
    'vault.verify',
  ]);
});

test('a vault comes with one repository whose random password opens under its own row alone', async () => {
  const estate = await seedEstate(services);
  const input = vaultInput(estate);
  const { vaultId } = await createVault(admin, request(input));
  const [repository] = await owner`select * from repositories where vault_id = ${vaultId}`;
  expect(repository).toMatchObject({ site_id: estate.siteId, url: input['path'], engine_id: null });
  const password = services.masterKey.open(
    String(repository?.['sealed_password']),
    repositoryPasswordContext(String(repository?.['id'])),
  );
  expect(Buffer.from(password, 'base64url')).toHaveLength(32);
  const opened = () =>
    services.masterKey.open(String(repository?.['sealed_password']), repositoryPasswordContext('rep_other'));
  expect(opened).toThrow(expect.objectContaining({ code: 'SEALED_VALUE_UNREADABLE' }));
  expect(JSON.stringify(await auditOf(owner, vaultId))).not.toContain(password);
});

test('a new vault is in the audit log with who made it', async () => {
  const estate = await seedEstate(services);
  const input = vaultInput(estate);
  const { vaultId } = await createVault(admin, request(input));
  const details = { name: input['name'], path: input['path'], region: 'local', softDeleteDays: 14 };
  expect(await auditOf(owner, vaultId)).toEqual([
    { action: 'vault.created', actor: actorRecord(admin.actor), details },
  ]);
});

test('a vault of a taken name is a conflict', async () => {
  const estate = await seedEstate(services);
  const input = vaultInput(estate);
  await createVault(admin, request(input));
  const again = () => createVault(admin, request({ ...input, path: '/srv/elsewhere' }));
  expect(await refusalOf(again)).toMatchObject({ ...ALREADY_EXISTS, message: 'A vault of this name already exists.' });
});

test('a vault in the place of another one is a conflict, however the path is written', async () => {
  const estate = await seedEstate(services);
  const input = vaultInput(estate);
  await createVault(admin, request(input));
  const again = () => createVault(admin, request({ ...input, name: unique(), path: `${String(input['path'])}//` }));
  expect(await refusalOf(again)).toMatchObject({
    ...ALREADY_EXISTS,
    message: 'Another vault already keeps its data there.',
  });
});

test('of ten vaults of one name made at once one is made, the others are conflicts', async () => {
  const estate = await seedEstate(services);
  const name = unique();
  const { done, refused } = split(await atOnce(10, () => createVault(admin, request(vaultInput(estate, { name })))));
  expect(done).toHaveLength(1);
  for (const error of refused) expect(error).toMatchObject(ALREADY_EXISTS);
});

test('a vault at a site that does not exist is not found', async () => {
  const siteId = newId('site', services.clock.now());
  const input = { name: unique(), siteId, path: '/srv/vault' };
  expect(await refusalOf(() => createVault(admin, request(input)))).toMatchObject({ code: 'NOT_FOUND' });
});

test('without a site in the input the only one is taken, and with none or several it is asked for', async () => {
  await using alone = await openServices();
  const ctx = as(alone.services, 'ADMIN');
  const make = () => createVault(ctx, request({ name: unique(), path: `/srv/${unique()}` }));
  const asked = { code: 'INVALID_INPUT', issues: [{ path: 'siteId' }] };
  await expect(make()).rejects.toMatchObject(asked);
  const siteId = await ensureSite(alone.services, 'one');
  const { vaultId } = await make();
  expect(await alone.owner`select site_id from repositories where vault_id = ${vaultId}`).toEqual([
    { site_id: siteId },
  ]);
  await ensureSite(alone.services, 'two');
  await expect(make()).rejects.toMatchObject(asked);
});

test.for(['READER', 'OPERATOR', 'CONTRIBUTOR'] as const)('%s may not make a vault', async (role) => {
  const estate = await seedEstate(services);
  expect(await refusalOf(() => createVault(as(services, role), request(vaultInput(estate))))).toMatchObject(
    NOT_AUTHORIZED,
  );
});

test('nobody makes a vault from Slack, not even an administrator', async () => {
  const estate = await seedEstate(services);
  expect(await refusalOf(() => createVault(asSlackUser(services, 'ADMIN'), request(vaultInput(estate))))).toMatchObject(
    NOT_AUTHORIZED,
  );
});

test('the id that the engine gave a repository stays the first one', async () => {
  const { vaultId } = await seedEstate(services);
  const [before] = await owner<{ id: string }[]>`select id from repositories where vault_id = ${vaultId}`;
  const id = before?.id ?? '';
  await recordRepository(services, { id, engineId: 'first' });
  const [recorded] = await owner`select * from repositories where id = ${id}`;
  expect(recorded).toMatchObject({ engine_id: 'first', initialised_at: AN_INSTANT });
  await recordRepository(services, { id, engineId: 'second' });
  expect(await owner`select * from repositories where id = ${id}`).toEqual([recorded]);
});

test('a policy keeps what was decided and is in the audit log with the Slack user who made it and the token used', async () => {
  const ctx = asSlackUser(services, 'CONTRIBUTOR');
  const name = unique();
  const { policyId } = await createPolicy(ctx, request({ name, retentionDays: 90 }));
  const retention = { all: { keep: { days: 90 } } };
  expect(await owner`select name, retention, keep_replaced_days from policies where id = ${policyId}`).toEqual([
    { name, retention, keep_replaced_days: 7 },
  ]);
  expect(await auditOf(owner, policyId)).toEqual([
    {
      action: 'policy.created',
      actor: actorRecord(ctx.actor),
      details: { name, retention, keepReplacedDays: 7 },
    },
  ]);
});

test('a policy of a taken name is a conflict', async () => {
  const name = unique();
  await createPolicy(admin, request({ name }));
  expect(await refusalOf(() => createPolicy(admin, request({ name })))).toMatchObject({
    ...ALREADY_EXISTS,
    message: 'A policy of this name already exists.',
  });
});

test.for(['READER', 'OPERATOR'] as const)('%s may not make a policy', async (role) => {
  expect(await refusalOf(() => createPolicy(as(services, role), request({ name: unique() })))).toMatchObject(
    NOT_AUTHORIZED,
  );
});

test('a protected item stands in the repository and at the site of its vault', async () => {
  const estate = await seedEstate(services);
  const ctx = as(services, 'CONTRIBUTOR');
  const input = itemInput(estate, { tags: { team: 'web' }, rpoSeconds: 3600, rtoSeconds: 600 });
  const { itemId } = await protectItem(ctx, request(input));
  const [item] = await owner`
    select i.*, r.vault_id as "repositoryOf", r.site_id as "repositoryAt" from protected_items i join repositories r on r.id = i.repository_id
    where i.id = ${itemId}`;
  expect(item).toMatchObject({
    kind: 'FILES',
    config: { path: '/srv/data', include: [], exclude: [] },
    state: 'PROTECTED',
    tags: { team: 'web' },
    rpo_seconds: 3600,
    rto_seconds: 600,
    site_id: estate.siteId,
    repositoryOf: estate.vaultId,
    repositoryAt: estate.siteId,
  });
  expect(await auditOf(owner, itemId)).toEqual([
    { action: 'item.protected', actor: actorRecord(ctx.actor), details: { name: input['name'], kind: 'FILES' } },
  ]);
});

test('a protected item of a taken name is a conflict', async () => {
  const estate = await seedEstate(services);
  const input = itemInput(estate);
  await protectItem(admin, request(input));
  expect(await refusalOf(() => protectItem(admin, request(input)))).toMatchObject({
    ...ALREADY_EXISTS,
    message: 'A protected item of this name already exists.',
  });
});

test.for(['vault', 'policy'] as const)('an item under a %s that does not exist is not found', async (kind) => {
  const estate = await seedEstate(services);
  const missing = { [`${kind}Id`]: newId(kind, services.clock.now()) };
  expect(await refusalOf(() => protectItem(admin, request(itemInput(estate, missing))))).toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('all that is wrong with an item is told at once, each with its path', async () => {
  const estate = await seedEstate(services);
  const config = { path: '/srv/../etc', exclude: ['../x'] };
  const input = itemInput(estate, {
    name: '<!channel>',
    vaultId: estate.policyId,
    rpoSeconds: 1,
    source: { kind: 'FILES', config },
  });
  const refusal = await refusalOf(() => protectItem(admin, request(input)));
  if (!(refusal instanceof InvalidInputError)) throw refusal;
  const paths = refusal.issues.map((issue) => issue.path).toSorted();
  expect(paths).toEqual(['name', 'rpoSeconds', 'source.config.exclude.0', 'source.config.path', 'vaultId']);
});

test.for(['READER', 'OPERATOR'] as const)('%s may not protect an item', async (role) => {
  const estate = await seedEstate(services);
  expect(await refusalOf(() => protectItem(as(services, role), request(itemInput(estate))))).toMatchObject(
    NOT_AUTHORIZED,
  );
});
