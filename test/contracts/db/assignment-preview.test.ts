import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { previewAssignment } from '@holdfast/db/queries/assignment-preview';
import { createAssignmentRule } from '@holdfast/db/services/assignment-rule/create';
import { deleteAssignmentRule } from '@holdfast/db/services/assignment-rule/delete';
import { updateAssignmentRule } from '@holdfast/db/services/assignment-rule/update';
import { removeDataSource } from '@holdfast/db/services/data-source/remove';
import { updateDataSource } from '@holdfast/db/services/data-source/update';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { createVault } from '@holdfast/db/services/vault/create';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { testSeed } from '../../kit/seeded-random.ts';
import { openServices } from '../../kit/services.ts';
import {
  forgetAssignments,
  makeRule,
  previewOf,
  protectAll,
  register,
  seedWithItem,
  sourceRow,
  type GivenRule,
} from './assignment-kit.ts';
import { atOnce, auditOf, everything } from './kit.ts';

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
let made = 0;

/** The rule as it is sent, without a look at what it would do. */
function send({ policyId, vaultId, ...rest }: GivenRule, preview?: string): Promise<{ ruleId: string }> {
  const { name = `sent ${(made += 1)}`, place, kind, tags, isEnabled } = rest;
  return createAssignmentRule(contributor, request({ name, place, kind, tags, policyId, vaultId, isEnabled, preview }));
}

const edit = (ruleId: string, input: object) => updateAssignmentRule(contributor, request({ ruleId, ...input }));

async function placesOf(): Promise<string[]> {
  const rows = await owner<{ name: string; place: number }[]>`
    select name, place from assignment_rules order by place`;
  expect(rows.map(({ place }) => place)).toEqual(rows.map((_, index) => index + 1));
  return rows.map(({ name }) => name);
}

test('a preview names what the rule would protect, what it would fail for and why, and counts what is protected', async () => {
  const estate = await seedWithItem(owner, services);
  const earlier = await makeRule(services, { ...estate, tags: { owner: 'other' } });
  const settled = await register(services, estate, { tags: { env: 'prod', owner: 'other' } });
  await protectAll(services);
  const fine = await register(services, estate, { tags: { env: 'prod' }, name: 'crm' });
  const failing = await register(services, estate, { tags: { env: 'prod' }, name: estate.itemName });
  const taken = await register(services, estate, { tags: { env: 'prod', owner: 'other' } });
  await register(services, estate, { tags: { env: 'test' } });
  const before = await everything(owner);
  const preview = await previewOf(services, { ...estate, tags: { env: 'prod' } });
  expect(await everything(owner)).toEqual(before);
  expect(preview).toEqual({
    fingerprint: expect.stringMatching(/^2026-11-20T12:00:00.000Z [0-9a-f]{64}$/),
    protects: [{ id: fine, name: 'crm', kind: 'FILES' }],
    fails: [
      { id: failing, name: estate.itemName, kind: 'FILES', error: expect.objectContaining({ code: 'ALREADY_EXISTS' }) },
    ],
    alreadyProtected: 1,
  });
  expect(await sourceRow(owner, settled)).toMatchObject({ ruleId: earlier });
  expect(await sourceRow(owner, taken)).toMatchObject({ itemId: null });
  const first = await previewOf(services, { ...estate, tags: { env: 'prod' }, place: 1 });
  expect(first.protects.map(({ id }) => id)).toEqual([fine, taken]);
});

test('a rule that takes sources is refused until it carries its preview, and then does what was shown', async () => {
  const estate = await seedEstate(services);
  const source = await register(services, estate);
  const before = await everything(owner);
  await expect(send(estate)).rejects.toMatchObject({
    code: 'IMPACT_NOT_SHOWN',
    message: 'This rule would at once protect 1 data source.',
  });
  expect(await everything(owner)).toEqual(before);
  const { fingerprint, protects } = await previewOf(services, estate);
  const { ruleId } = await send(estate, fingerprint);
  await protectAll(services);
  expect(protects.map(({ id }) => id)).toEqual([source]);
  expect(await sourceRow(owner, source)).toMatchObject({ ruleId, itemId: expect.any(String) });
  expect(await auditOf(owner, ruleId)).toMatchObject([
    { action: 'assignment-rule.created', details: { place: 1, protects: 1, fails: 0 } },
  ]);
});

test('a rule that takes nothing needs no preview: where no source matches, or it is disabled', async () => {
  const estate = await seedEstate(services);
  await register(services, estate, { tags: { env: 'prod' } });
  await expect(send({ ...estate, tags: { env: 'test' } })).resolves.toBeDefined();
  await expect(send({ ...estate, isEnabled: false })).resolves.toBeDefined();
});

test('a rule that would only fail must be shown too: it would raise alerts, and protect later', async () => {
  const { itemName, ...estate } = await seedWithItem(owner, services);
  await register(services, estate, { name: itemName });
  await expect(send(estate)).rejects.toMatchObject({
    code: 'IMPACT_NOT_SHOWN',
    message: 'This rule would at once protect 0 data sources, and fail for 1 data source.',
  });
});

test.for(['enables it', 'takes other tags', 'leads to a vault at the site of the sources'])(
  'an edit that %s must be shown where the rule takes sources by it; a new name need not',
  async (what) => {
    const estate = await seedEstate(services);
    const elsewhere = await seedEstate(services);
    const { policyId, vaultId } = estate;
    const [before, change] = (
      {
        'enables it': [{ vaultId, isEnabled: false }, { isEnabled: true }],
        'takes other tags': [{ vaultId, tags: { not: 'there' } }, { tags: {} }],
      } as const
    )[what] ?? [{ vaultId: elsewhere.vaultId }, { vaultId }];
    const { ruleId } = await send({ policyId, ...before });
    const source = await register(services, estate);
    await protectAll(services);
    expect(await sourceRow(owner, source)).toMatchObject({ itemId: null });
    await expect(edit(ruleId, change)).rejects.toMatchObject({ code: 'IMPACT_NOT_SHOWN' });
    const proposed = { id: ruleId, kind: null, tags: {}, policyId, vaultId };
    const { fingerprint } = await previewAssignment(services.db, proposed, new Date(NOW));
    await edit(ruleId, { ...change, preview: fingerprint });
    await edit(ruleId, { name: `renamed ${(made += 1)}` });
    await protectAll(services);
    expect(await sourceRow(owner, source)).toMatchObject({ ruleId, itemId: expect.any(String) });
  },
);

test.for([
  'a source that was shown has other tags',
  'a source that was shown is gone',
  'a source that was there matches now',
  'a rule before it takes one',
  'the policy was edited',
  'it is sent for another vault',
])('a rule is refused when since it was shown: %s', async (what) => {
  const estate = await seedEstate(services);
  const tags = { env: 'prod' };
  const dataSourceId = await register(services, estate, { tags });
  const other = await register(services, estate);
  await register(services, estate, { tags });
  const { policyId, vaultId } = estate;
  const { fingerprint } = await previewOf(services, { policyId, vaultId, tags });
  if (what.endsWith('has other tags')) await updateDataSource(contributor, request({ dataSourceId, tags: {} }));
  if (what.endsWith('is gone')) await removeDataSource(contributor, request({ dataSourceId }));
  if (what.endsWith('matches now')) await updateDataSource(contributor, request({ dataSourceId: other, tags }));
  if (what.endsWith('takes one')) await makeRule(services, { ...estate, tags });
  if (what.endsWith('was edited')) await updatePolicy(contributor, request({ policyId, name: `p ${(made += 1)}` }));
  const beside = { name: `beside ${(made += 1)}`, siteId: estate.siteId, path: `/srv/beside ${made}` };
  const sentTo = what.endsWith('another vault')
    ? (await createVault(as(services, 'ADMIN'), request(beside))).vaultId
    : vaultId;
  const sent = send({ policyId, vaultId: sentTo, tags }, fingerprint);
  await expect(sent).rejects.toMatchObject({ code: 'IMPACT_CHANGED', retryable: true });
});

test('a source that was registered since stops nothing, and is protected too', async () => {
  const estate = await seedEstate(services);
  await register(services, estate);
  const { fingerprint } = await previewOf(services, estate);
  await clock.set('2026-11-20T12:20:00Z');
  const newer = await register(services, estate);
  const { ruleId } = await send(estate, fingerprint);
  await protectAll(services);
  expect(await sourceRow(owner, newer)).toMatchObject({ ruleId });
});

test('what was shown more than an hour ago, or never, cannot be sent', async () => {
  const estate = await seedEstate(services);
  await register(services, estate);
  const { fingerprint } = await previewOf(services, estate);
  await clock.set('2026-11-20T13:00:01Z');
  for (const shown of [fingerprint, 'anything', '2027-01-01T00:00:00.000Z 0', '']) {
    await expect(send(estate, shown)).rejects.toMatchObject({ code: 'IMPACT_CHANGED' });
  }
});

test('a rule takes the place that it is given and the others make room; places have no gaps', async () => {
  const estate = await seedEstate(services);
  const ids = new Map<string, string>();
  for (const name of ['A', 'B', 'C', 'D'])
    ids.set(name, (await send({ ...estate, name, tags: { not: 'there' } })).ruleId);
  await send({ ...estate, name: 'E', tags: { not: 'there' }, place: 2 });
  expect(await placesOf()).toEqual(['A', 'E', 'B', 'C', 'D']);
  await edit(ids.get('D') ?? '', { place: 1 });
  expect(await placesOf()).toEqual(['D', 'A', 'E', 'B', 'C']);
  await edit(ids.get('A') ?? '', { place: 5 });
  expect(await placesOf()).toEqual(['D', 'E', 'B', 'C', 'A']);
  await deleteAssignmentRule(contributor, request({ ruleId: ids.get('B') }));
  expect(await placesOf()).toEqual(['D', 'E', 'C', 'A']);
  await expect(edit(ids.get('A') ?? '', { place: 5 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(send({ ...estate, name: 'F', place: 6 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('rules that are made at once all get a place of their own', async () => {
  const estate = await seedEstate(services);
  const calls = await atOnce(8, (n) => send({ ...estate, name: `at once ${n}`, tags: { not: 'there' }, place: 1 }));
  expect(calls.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(await placesOf()).toHaveLength(8);
});

test('rules that are made while sources are protected: nothing waits in a circle, each source is taken once', async () => {
  const estate = await seedEstate(services);
  const sources = await Promise.all(Array.from({ length: 12 }, () => register(services, estate)));
  await makeRule(services, estate);
  const calls = await atOnce(12, async (n) => {
    if (n % 3 === 0) await send({ ...estate, tags: { not: String(n) }, place: 1 });
    else await protectAll(services);
  });
  expect(calls.filter(({ status }) => status === 'rejected')).toEqual([]);
  for (const id of sources) expect(await sourceRow(owner, id)).toMatchObject({ itemId: expect.any(String) });
});

const value = fc.constantFrom('prod', 'test');
const tags = fc.dictionary(fc.constantFrom('env', 'team'), value, { maxKeys: 2, noNullPrototype: true });
const kind = fc.constantFrom('FILES' as const, 'POSTGRESQL' as const);
const someKind = fc.option(kind, { nil: undefined });
const estates = fc.record({
  sources: fc.array(fc.record({ kind, tags, isElsewhere: fc.boolean() }), { minLength: 1, maxLength: 8 }),
  rules: fc.array(fc.record({ kind: someKind, tags, isEnabled: fc.boolean() }), { maxLength: 4 }),
  rule: fc.record({ kind: someKind, tags, place: fc.integer({ min: 1, max: 5 }), asksForLogs: fc.boolean() }),
});

/** Names the sources that a preview would protect and fail for, as they then are. */
async function outcomes(ids: readonly string[], ruleId: string) {
  const rows = await Promise.all(ids.map(async (id) => ({ id, ...(await sourceRow(owner, id)) })));
  const ofRule = rows.filter((row) => row.ruleId === ruleId);
  return {
    protects: ofRule.filter(({ itemId }) => itemId !== null).map(({ id }) => id),
    fails: ofRule.flatMap(({ id, trouble }) => (trouble ? [`${id} ${trouble.code}`] : [])),
  };
}

test('whatever the sources and the rules: a preview is what then happens', { timeout: 120_000 }, async () => {
  const here = await seedEstate(services);
  const elsewhere = await seedEstate(services);
  const logs = { rules: [{ key: 'logs', kind: 'INTERVAL', everyMinutes: 15, backupType: 'LOG' }] };
  const { policyId: logPolicy } = await createPolicy(contributor, request({ name: 'logs', schedule: logs }));
  await fc.assert(
    fc.asyncProperty(estates, async ({ sources, rules, rule: { asksForLogs, ...proposed } }) => {
      await forgetAssignments(owner);
      for (const one of rules) await makeRule(services, { ...here, ...one });
      const ids: string[] = [];
      for (const { isElsewhere, ...source } of sources) {
        const estate: Estate = isElsewhere ? elsewhere : here;
        ids.push(await register(services, estate, source));
      }
      const place = Math.min(proposed.place, rules.length + 1);
      const policyId = asksForLogs ? logPolicy : here.policyId;
      const rule = { ...here, ...proposed, place, policyId };
      const preview = await previewOf(services, rule);
      const { ruleId } = await send(rule, preview.fingerprint);
      await protectAll(services);
      expect(await outcomes(ids, ruleId)).toEqual({
        protects: preview.protects.map(({ id }) => id),
        fails: preview.fails.map(({ id, error }) => `${id} ${error.code}`),
      });
    }),
    { seed: testSeed(), numRuns: 40 },
  );
});
