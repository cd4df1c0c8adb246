import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { finishVerification } from '@holdfast/db/services/verification/finish';
import { markDamage } from '@holdfast/db/services/verification/mark-damage';
import { recordLook } from '@holdfast/db/services/verification/record-look';
import { seedPoints } from '../../contracts/db/retention-kit.ts';
import { damaged, makeRepository, snapshotsOf } from '../../contracts/db/verification-kit.ts';
import { seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';
import { begin } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services, owner } = gateway;

const VERIFY = `mutation Verify($input: VerifyVaultInput!) { verifyVault(input: $input) {
  ... on VerifyVaultPayload { job { id operation vault { id } checked { shares } } } ... on Error { code } } }`;
const VAULT = `query Vault($id: ID!) { vault(id: $id) { verification {
  days lastLookAt readShare oldestReadAt fullReadBy damagedPoints suspectPoints missingPoints
  fresh: unseenChance(ageDays: 0) old: unseenChance(ageDays: 30)
  looks { share shares errorCount findings jobId } } } }`;
const DAMAGE = '{ certainty text paths pathCount foundAt foundBy { id } }';

const change = async (input: object) =>
  (
    await gateway.ask(
      `mutation Change($input: UpdateVaultInput!) { updateVault(input: $input) {
        ... on UpdateVaultPayload { vault { verification { days } } } ... on InvalidInput { issues { path } } } }`,
      { input: { idempotencyKey: randomUUID(), ...input } },
    )
  ).data;

test('a check is asked for; what it read and found stands at the vault, its points, their filter and the restore preview', async () => {
  const estate = await seedEstate(services);
  const { vaultId, workerId, itemId } = estate;
  const points = await seedPoints(owner, estate, ['2026-11-15T02:00:00Z', '2026-11-16T02:00:00Z']);
  expect((await gateway.ask(VERIFY, { input: { vaultId, idempotencyKey: randomUUID() } })).data).toEqual({
    verifyVault: { code: 'NOTHING_TO_VERIFY' },
  });
  const repositoryId = await makeRepository(owner, estate);
  const never = { days: 30, lastLookAt: null, readShare: 0, oldestReadAt: null, fresh: 1, old: 1, looks: [] };
  expect((await gateway.ask(VAULT, { id: vaultId })).data).toMatchObject({ vault: { verification: never } });

  const asked = await gateway.ask(VERIFY, { input: { vaultId, everything: true, idempotencyKey: randomUUID() } });
  expect(await owner`select from repositories where id = ${repositoryId} and read_all_since is not null`).toHaveLength(
    1,
  );
  expect(asked.data).toMatchObject({
    verifyVault: { job: { operation: 'VERIFY', vault: { id: vaultId }, checked: null } },
  });
  const jobId = textAt(asked.data, 'verifyVault.job.id');
  const hold = await begin(services, { jobId, workerId });
  const [first = ''] = await snapshotsOf(owner, points);
  const found = { seconds: 1, errorCount: 1, brokenPacks: ['ab12'], findings: ['pack ab12 contains 1 errors'] };
  await recordLook(services, hold, { repositoryId, read: { share: 1, of: 30 }, ...found });
  await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: [damaged(first)] });
  await finishVerification(services, hold, NO_WARNINGS);

  const { data } = await gateway.ask(VAULT, { id: vaultId });
  expect(data).toMatchObject({
    vault: {
      verification: {
        ...{ days: 30, damagedPoints: 1, suspectPoints: 0, missingPoints: 0, fresh: 1 },
        readShare: expect.closeTo(1 / 30, 6),
        old: expect.closeTo(29 / 30, 6),
        looks: [{ share: 1, shares: 30, errorCount: 1, findings: ['damaged pack ab12', ...found.findings], jobId }],
      },
    },
  });

  const damage = { certainty: 'DAMAGED', paths: ['/a'], pathCount: 1, foundBy: { id: jobId } };
  const ask = async (isDamaged: boolean) =>
    (
      await gateway.ask(
        `query Points($itemId: ID!) { recoveryPoints(filter: { itemId: $itemId, isDamaged: ${isDamaged} }) { totalCount nodes { id damage ${DAMAGE} } } }`,
        { itemId },
      )
    ).data;
  expect(await ask(true)).toMatchObject({ recoveryPoints: { totalCount: 1, nodes: [{ id: points[0], damage }] } });
  expect(await ask(false)).toMatchObject({
    recoveryPoints: { totalCount: 1, nodes: [{ id: points[1], damage: null }] },
  });
  const preview = await gateway.ask(
    `query Preview($input: RestorePreviewInput!) { restorePreview(input: $input) { ... on RestorePreview { recoveryPoint { damage ${DAMAGE} } } } }`,
    { input: { recoveryPointId: points[0] } },
  );
  expect(preview.data).toMatchObject({ restorePreview: { recoveryPoint: { damage } } });
  expect(
    (
      await gateway.ask(
        `{ job(id: "${jobId}") { status checked { shares sharesOf damaged healed missing adopted stillDamaged stillMissing } } }`,
      )
    ).data,
  ).toEqual({
    job: {
      status: 'COMPLETED_WITH_WARNINGS',
      checked: {
        shares: 1,
        sharesOf: 30,
        damaged: 1,
        healed: 0,
        missing: 0,
        adopted: 0,
        stillDamaged: 1,
        stillMissing: 0,
      },
    },
  });
});

test('a vault’s days are set and taken away, and nothing is left out silently', async () => {
  const { vaultId } = await seedEstate(services);
  const days = (value: number | null) => ({ updateVault: { vault: { verification: { days: value } } } });
  expect(await change({ vaultId, verifyDays: 7 })).toEqual(days(7));
  expect(await change({ vaultId, maxJobs: 3 })).toEqual(days(7));
  expect(await change({ vaultId, withoutVerification: true })).toEqual(days(null));
  expect(await change({ vaultId, verifyDays: 257 })).toEqual({ updateVault: { issues: [{ path: 'verifyDays' }] } });
});

test('damage of an age below nothing is a mistake that is told', async () => {
  const { vaultId } = await seedEstate(services);
  const { errors } = await gateway.ask(`{ vault(id: "${vaultId}") { verification { unseenChance(ageDays: -1) } } }`);
  expect(errors).toHaveLength(1);
});
