import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { assignmentRules } from '@holdfast/db/schema';
import { itemSecretContext } from '@holdfast/db/sealed-contexts';
import { lockRules } from '@holdfast/db/services/assignment-rule/lock';
import { deleteAssignmentRule } from '@holdfast/db/services/assignment-rule/delete';
import { updateAssignmentRule } from '@holdfast/db/services/assignment-rule/update';
import { subscribeChannel } from '@holdfast/db/services/channel/subscribe';
import { protectDueSources } from '@holdfast/db/services/data-source/protect-due';
import { protectDataSource } from '@holdfast/db/services/data-source/protect';
import { removeDataSource } from '@holdfast/db/services/data-source/remove';
import { updateDataSource } from '@holdfast/db/services/data-source/update';
import { createVault } from '@holdfast/db/services/vault/create';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { waitFor } from '../../kit/wait-for.ts';
import {
  forgetAssignments,
  makeRule,
  protectAll,
  protectionAlerts,
  register,
  seedWithItem,
  sourceRow,
} from './assignment-kit.ts';
import { atOnce, auditOf, everything, type Row } from './kit.ts';
import { NIGHTLY, nextRunOf } from './schedule-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(async () => {
  await clock.set(NOW);
  await forgetAssignments(owner);
});
const contributor = as(services, 'CONTRIBUTOR');
const at = (iso: string) => new Date(`2026-11-20T${iso}Z`);

async function itemOf(sourceId: string): Promise<Row> {
  const { itemId } = await sourceRow(owner, sourceId);
  const [item] = await owner<Row[]>`select * from protected_items where id = ${itemId}`;
  if (!item) throw new Error(`${sourceId} is not protected`);
  return item;
}

test('the first rule by place that matches protects a source, as a person would have, and the audit log names it', async () => {
  const estate = await seedEstate(services);
  const { policyId } = await createPolicy(contributor, request({ name: 'nightly gold', schedule: NIGHTLY }));
  const { vaultId, siteId } = estate;
  await makeRule(services, { vaultId, policyId: estate.policyId });
  const gold = await makeRule(services, { name: 'Gold', vaultId, policyId, tags: { env: 'prod' }, place: 1 });
  const tags = { env: 'prod', team: 'sales' };
  const crm = await register(services, estate, { name: 'crm', tags });
  const other = await register(services, estate, { tags: { env: 'test' } });
  await protectAll(services);
  expect(await sourceRow(owner, crm)).toMatchObject({ ruleId: gold, trouble: null, nextTryAt: null });
  const item = await itemOf(crm);
  expect(item).toMatchObject({
    name: 'crm',
    kind: 'FILES',
    vault_id: vaultId,
    policy_id: policyId,
    site_id: siteId,
    tags,
  });
  expect(await nextRunOf(owner, String(item['id']))).toBe('2026-11-21 02:00');
  expect(await itemOf(other)).toMatchObject({ policy_id: estate.policyId });
  expect(await auditOf(owner, String(item['id']))).toMatchObject([
    {
      action: 'item.protected',
      actor: { type: 'system', component: 'assignment' },
      details: {
        name: 'crm',
        dataSourceId: crm,
        ruleId: gold,
        rule: 'Gold',
        because: 'The rule Gold is for everything with env=prod. It stands first of 2 that match.',
      },
    },
  ]);
});

test('a source that no rule matches waits for a change of its tags or of the rules, and is protected then', async () => {
  const estate = await seedEstate(services);
  const [tagged, other] = [await register(services, estate), await register(services, estate)];
  await protectAll(services);
  expect(await sourceRow(owner, tagged)).toMatchObject({ itemId: null, trouble: null, nextTryAt: null });
  const ruleId = await makeRule(services, { ...estate, tags: { env: 'prod' } });
  await updateDataSource(contributor, request({ dataSourceId: tagged, tags: { env: 'prod' } }));
  await protectAll(services);
  expect(await sourceRow(owner, tagged)).toMatchObject({ ruleId, itemId: expect.any(String) });
  expect(await sourceRow(owner, other)).toMatchObject({ itemId: null, nextTryAt: null });
});

test('a disabled rule protects nothing', async () => {
  const estate = await seedEstate(services);
  await makeRule(services, { ...estate, isEnabled: false });
  const source = await register(services, estate);
  await protectAll(services);
  expect(await sourceRow(owner, source)).toMatchObject({ itemId: null });
});

test('what opens a source moves to its item, sealed for it, and stays nowhere else', async () => {
  const estate = await seedEstate(services);
  await makeRule(services, { ...estate, kind: 'POSTGRESQL' });
  const password = 'secret-of-the-source';
  const source = await register(services, estate, { kind: 'POSTGRESQL', password });
  expect((await sourceRow(owner, source)).sealed).toMatch(/^hf1\./);
  await protectAll(services);
  expect((await sourceRow(owner, source)).sealed).toBeNull();
  const item = await itemOf(source);
  expect(services.masterKey.open(String(item['sealed_secret']), itemSecretContext(String(item['id'])))).toBe(password);
  expect(JSON.stringify(await everything(owner))).not.toContain(password);
  const change = updateDataSource(contributor, request({ dataSourceId: source, password: 'another' }));
  await expect(change).rejects.toMatchObject({ code: 'SOURCE_PROTECTED' });
});

test('what a person has protected is left alone by every rule', async () => {
  const { policyId, vaultId, ...estate } = await seedEstate(services);
  const source = await register(services, { policyId, vaultId, ...estate });
  const { itemId } = await protectDataSource(contributor, request({ dataSourceId: source, policyId, vaultId }));
  const { policyId: other } = await createPolicy(contributor, request({ name: 'another one' }));
  await makeRule(services, { policyId: other, vaultId });
  await updateDataSource(contributor, request({ dataSourceId: source, tags: { env: 'prod' } }));
  await protectAll(services);
  expect(await itemOf(source)).toMatchObject({ id: itemId, policy_id: policyId, tags: {} });
  expect(await sourceRow(owner, source)).toMatchObject({ itemId, ruleId: null, nextTryAt: null });
  const again = protectDataSource(contributor, request({ dataSourceId: source, policyId, vaultId }));
  await expect(again).rejects.toMatchObject({ code: 'ALREADY_PROTECTED' });
});

test('a rule that is edited or deleted changes nothing of what it has protected', async () => {
  const estate = await seedEstate(services);
  const ruleId = await makeRule(services, estate);
  const source = await register(services, estate);
  await protectAll(services);
  const item = await itemOf(source);
  const { policyId } = await createPolicy(contributor, request({ name: 'much shorter', retentionDays: 1 }));
  await updateAssignmentRule(contributor, request({ ruleId, policyId }));
  await protectAll(services);
  await deleteAssignmentRule(contributor, request({ ruleId }));
  await protectAll(services);
  expect(await itemOf(source)).toEqual(item);
  expect(await sourceRow(owner, source)).toMatchObject({ itemId: item['id'], ruleId: null });
});

test.for([
  ['an item has the name', 'ALREADY_EXISTS'],
  ['the vault is at another site', 'VAULT_AT_ANOTHER_SITE'],
  ['the policy asks for a type that the kind does not have', 'BACKUP_TYPE_UNSUPPORTED'],
] as const)('a source is not protected because %s: its row and one alert say so, others go on', async ([, code]) => {
  const estate = await seedWithItem(owner, services);
  const elsewhere = await seedEstate(services);
  const rules = [{ key: 'logs', kind: 'INTERVAL', everyMinutes: 15, backupType: 'LOG' }];
  const name = code === 'ALREADY_EXISTS' ? estate.itemName : `crm ${code.toLowerCase()}`;
  const vaultId = code === 'VAULT_AT_ANOTHER_SITE' ? elsewhere.vaultId : estate.vaultId;
  const { policyId } = await createPolicy(
    contributor,
    request({ name: `p ${code}`, schedule: code === 'BACKUP_TYPE_UNSUPPORTED' ? { rules } : NIGHTLY }),
  );
  const ruleId = await makeRule(services, { name: 'Strict', vaultId, policyId, tags: { env: 'prod' } });
  await makeRule(services, estate);
  const before = await owner`select count(*) from protected_items`;
  const failing = await register(services, estate, { name, tags: { env: 'prod' } });
  const fine = await register(services, estate);
  await protectAll(services);
  await protectAll(services);
  const message = expect.stringContaining(`The data source ${name} could not be protected by the rule Strict: `);
  expect(await sourceRow(owner, failing)).toMatchObject({ itemId: null, ruleId, trouble: { code, message } });
  expect(await protectionAlerts(owner, name)).toEqual([{ condition: 'FIRED', count: 1, vaultId, code, message }]);
  expect(await sourceRow(owner, fine)).toMatchObject({ trouble: null, itemId: expect.any(String) });
  const after = await owner`select count(*) from protected_items`;
  expect(Number(after[0]?.['count']) - Number(before[0]?.['count'])).toBe(1);
});

test('a channel that follows the vault hears once of a source that fails, however often it does', async () => {
  const estate = await seedWithItem(owner, services);
  const { vaultId, itemName } = estate;
  await subscribeChannel(contributor, request({ teamId: 'T1', channelId: 'CVAULT', vaultId }));
  await makeRule(services, estate);
  await register(services, estate, { name: itemName });
  for (const moment of ['12:00:00', '12:01:00', '12:03:00']) {
    await clock.set(at(moment));
    await protectAll(services);
  }
  const sent = await owner`
    select alert.count from outbox join alerts alert on alert.id = outbox.alert_id
    where outbox.channel_id = 'CVAULT' and alert.kind = 'PROTECTION_FAILED'`;
  expect(sent).toEqual([{ count: 3 }]);
});

test('it is tried again after a minute, doubled up to an hour, with one alert that counts', async () => {
  const estate = await seedWithItem(owner, services);
  await makeRule(services, estate);
  const source = await register(services, estate, { name: estate.itemName });
  const tries: unknown[] = [];
  for (let now = Date.parse(NOW); tries.length < 8;) {
    await clock.set(new Date(now));
    await protectAll(services);
    const next = (await sourceRow(owner, source)).nextTryAt?.getTime() ?? 0;
    tries.push((next - now) / 60_000);
    now = next;
  }
  expect(tries).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  expect(await protectionAlerts(owner, estate.itemName)).toMatchObject([{ condition: 'FIRED', count: 8 }]);
});

test('a later success resolves the alert of that source, and those of others in the vault stay', async () => {
  const estate = await seedWithItem(owner, services);
  const [another] = await owner<
    { name: string; id: string }[]
  >`select name, id from protected_items where id <> ${estate.itemId} limit 1`;
  if (!another) throw new Error('there is no other item');
  await makeRule(services, estate);
  const mended = await register(services, estate, { name: estate.itemName });
  const stays = await register(services, estate, { name: another.name });
  await protectAll(services);
  await updateItem(contributor, request({ itemId: estate.itemId, name: `${estate.itemName} of old` }));
  await clock.set(at('12:01:00'));
  await protectAll(services);
  expect(await sourceRow(owner, mended)).toMatchObject({ trouble: null, itemId: expect.any(String) });
  expect(await protectionAlerts(owner, estate.itemName)).toMatchObject([{ condition: 'RESOLVED', count: 1 }]);
  expect(await protectionAlerts(owner, another.name)).toMatchObject([{ condition: 'FIRED', count: 2 }]);
  expect(await sourceRow(owner, stays)).toMatchObject({ itemId: null });
});

test('the alert of a source is of the vault that its rule names now', async () => {
  const estate = await seedWithItem(owner, services);
  const ruleId = await makeRule(services, estate);
  await register(services, estate, { name: estate.itemName });
  await protectAll(services);
  const vault = { name: `another ${estate.itemName}`, siteId: estate.siteId, path: `/srv/another-${estate.itemId}` };
  const { vaultId } = await createVault(as(services, 'ADMIN'), request(vault));
  const edit = { ruleId, vaultId };
  const refused = updateAssignmentRule(contributor, request(edit));
  await expect(refused).rejects.toMatchObject({ code: 'IMPACT_NOT_SHOWN' });
  await owner`update assignment_rules set vault_id = ${vaultId} where id = ${ruleId}`;
  await clock.set(at('12:01:00'));
  await protectAll(services);
  expect(await protectionAlerts(owner, estate.itemName)).toMatchObject([{ condition: 'FIRED', count: 2, vaultId }]);
});

test('another trouble, or the same by another rule, ends the alert before it: a source has one at a time', async () => {
  const estate = await seedWithItem(owner, services);
  const elsewhere = await seedEstate(services);
  const { policyId, vaultId } = estate;
  await makeRule(services, { policyId, vaultId: elsewhere.vaultId });
  const source = await register(services, estate, { name: estate.itemName });
  await protectAll(services);
  const second = await makeRule(services, { policyId, vaultId, place: 1 });
  await protectAll(services);
  const third = await makeRule(services, { policyId, vaultId, place: 1 });
  await protectAll(services);
  expect(await protectionAlerts(owner, estate.itemName)).toMatchObject([
    { condition: 'RESOLVED', code: 'VAULT_AT_ANOTHER_SITE', vaultId: elsewhere.vaultId },
    { condition: 'RESOLVED', code: 'ALREADY_EXISTS', vaultId },
    { condition: 'FIRED', code: 'ALREADY_EXISTS', vaultId },
  ]);
  expect(await sourceRow(owner, source)).toMatchObject({ ruleId: third });
  expect(second).not.toBe(third);
});

test.for(['the source is removed', 'the rule is deleted', 'the rule is disabled', 'a person protects it'])(
  'the alert is resolved when %s',
  async (what) => {
    const { itemName, ...estate } = await seedWithItem(owner, services);
    const { vaultId, policyId } = estate;
    const ruleId = await makeRule(services, estate);
    const dataSourceId = await register(services, estate, { name: itemName });
    await protectAll(services);
    if (what === 'the source is removed') await removeDataSource(contributor, request({ dataSourceId }));
    if (what === 'the rule is deleted') await deleteAssignmentRule(contributor, request({ ruleId }));
    if (what === 'the rule is disabled') {
      await updateAssignmentRule(contributor, request({ ruleId, isEnabled: false }));
    }
    if (what === 'a person protects it') {
      await updateDataSource(contributor, request({ dataSourceId, name: `${itemName} too` }));
      await protectDataSource(contributor, request({ dataSourceId, vaultId, policyId }));
    }
    await protectAll(services);
    expect(await protectionAlerts(owner, itemName)).toMatchObject([{ condition: 'RESOLVED' }]);
    const left = await owner`select trouble, next_try_at from data_sources where id = ${dataSourceId}`;
    expect(left).toEqual(what === 'the source is removed' ? [] : [{ trouble: null, next_try_at: null }]);
  },
);

test('a source that is removed leaves its item as it is', async () => {
  const estate = await seedEstate(services);
  await makeRule(services, estate);
  const source = await register(services, estate);
  await protectAll(services);
  const item = await itemOf(source);
  await removeDataSource(contributor, request({ dataSourceId: source }));
  expect(await owner`select * from protected_items where id = ${String(item['id'])}`).toEqual([item]);
});

test('many callers at once protect each source once', async () => {
  const estate = await seedEstate(services);
  await makeRule(services, estate);
  const sources = await Promise.all(Array.from({ length: 20 }, () => register(services, estate)));
  const calls = await atOnce(8, () => protectDueSources(services, 7));
  expect(calls.filter(({ status }) => status === 'rejected')).toEqual([]);
  await protectAll(services);
  const items = await owner`select item_id from data_sources where id in ${owner(sources)} and item_id is not null`;
  expect(new Set(items.map((row) => String(row['item_id']))).size).toBe(20);
  expect(await owner`select 1 from protected_items where vault_id = ${estate.vaultId}`).toHaveLength(21);
  expect(await owner`select trouble from data_sources where trouble is not null`).toEqual([]);
});

test('while someone changes rules nobody applies them: a source meets the rules as they are afterwards', async () => {
  const estate = await seedEstate(services);
  const ruleId = await makeRule(services, estate);
  const source = await register(services, estate);
  let applied: Promise<unknown> | undefined;
  await services.db.transaction(async (tx) => {
    await lockRules(tx);
    await tx.delete(assignmentRules).where(eq(assignmentRules.id, ruleId));
    applied = protectDueSources(services, 5);
    await waitFor('it to wait for the rules', async () => {
      const rows = await owner`select 1 from pg_locks where not granted and relation = 'assignment_rules'::regclass`;
      return rows.length > 0;
    });
  });
  expect(await applied).toEqual({ due: 1, defects: [] });
  expect(await sourceRow(owner, source)).toMatchObject({ itemId: null, trouble: null, nextTryAt: null });
});

test('a source whose secret does not open is told of, and stops no other', async () => {
  const estate = await seedEstate(services);
  await makeRule(services, estate);
  const source = await register(services, estate, { kind: 'POSTGRESQL', password: 'x', name: 'moved secret' });
  const other = await register(services, estate, { kind: 'POSTGRESQL', password: 'y' });
  await owner`update data_sources set sealed_secret = (select sealed_secret from data_sources where id = ${other}) where id = ${source}`;
  await protectAll(services);
  expect(await sourceRow(owner, source)).toMatchObject({ itemId: null, trouble: { code: 'SEALED_VALUE_UNREADABLE' } });
  expect(await sourceRow(owner, other)).toMatchObject({ trouble: null, itemId: expect.any(String) });
});

test('what was to be tried far ahead, by a clock that has been put back since, is tried at once', async () => {
  const estate = await seedEstate(services);
  await makeRule(services, estate);
  const source = await register(services, estate);
  await owner`update data_sources set next_try_at = ${at('23:00:00')} where id = ${source}`;
  await protectAll(services);
  expect(await sourceRow(owner, source)).toMatchObject({ itemId: expect.any(String) });
});
