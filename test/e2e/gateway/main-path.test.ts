import { ensureSite } from '@holdfast/db/services/site/ensure';
import { expect, test } from 'vitest';
import { openGateway, textAt } from '../../kit/gateway.ts';

test('from nothing to a queued backup over GraphQL alone', async () => {
  await using gateway = await openGateway();
  await ensureSite(gateway.services, 'default');
  const vault =
    await gateway.ask(`mutation { createVault(input: { name: "main", path: "/srv/vault", idempotencyKey: "v" }) {
    __typename ... on CreateVaultPayload { recoveryKitAt vault { id name region repositories { location initialisedAt } } } ... on Error { code message }
  } }`);
  expect(vault).toMatchObject({
    errors: [],
    data: {
      createVault: {
        recoveryKitAt: expect.stringContaining(`${gateway.home}/recovery-kits/vlt_`),
        vault: { name: 'main', region: 'local', repositories: [{ location: '/srv/vault', initialisedAt: null }] },
      },
    },
  });
  const policy = await gateway.ask(`mutation { createPolicy(input: { name: "gold", idempotencyKey: "p" }) {
    ... on CreatePolicyPayload { policy { id retentionDays keepReplacedDays } } ... on Error { code message }
  } }`);
  const item = await gateway.ask(
    `mutation Protect($input: ProtectItemInput!) { protectItem(input: $input) {
      ... on ProtectItemPayload { item { id name kind state tags { key value } source { ... on FilesSource { path exclude } } policy { name } vault { name } site { name } } }
      ... on Error { code message }
    } }`,
    {
      input: {
        name: 'documents',
        vaultId: textAt(vault.data, 'createVault.vault.id'),
        policyId: textAt(policy.data, 'createPolicy.policy.id'),
        source: { files: { path: '/srv/documents', exclude: ['*.tmp'], include: null } },
        tags: [{ key: 'team', value: 'legal' }],
        idempotencyKey: 'i',
      },
    },
  );
  expect(item).toMatchObject({
    errors: [],
    data: {
      protectItem: {
        item: {
          name: 'documents',
          kind: 'FILES',
          state: 'PROTECTED',
          tags: [{ key: 'team', value: 'legal' }],
          source: { path: '/srv/documents', exclude: ['*.tmp'] },
          policy: { name: 'gold' },
          vault: { name: 'main' },
          site: { name: 'default' },
        },
      },
    },
  });
  const backup = await gateway.ask(
    `mutation Backup($input: BackupNowInput!) { backupNow(input: $input) { ... on BackupNowPayload { job { id status } } ... on Error { code } } }`,
    { input: { itemId: textAt(item.data, 'protectItem.item.id'), idempotencyKey: 'b' } },
  );
  const job = await gateway.ask(
    `query Job($id: ID!) { job(id: $id) { status operation isFinal item { name } requestedBy { type name } events(first: 5) { nodes { type } totalCount } tasks { name } attempts { number } } }`,
    { id: textAt(backup.data, 'backupNow.job.id') },
  );
  expect(job).toMatchObject({
    errors: [],
    data: {
      job: {
        status: 'QUEUED',
        operation: 'BACKUP',
        isFinal: false,
        item: { name: 'documents' },
        requestedBy: { type: 'TOKEN', name: 'admin' },
        events: { nodes: [{ type: 'job.queued' }], totalCount: 1 },
        tasks: [],
        attempts: [],
      },
    },
  });
});
