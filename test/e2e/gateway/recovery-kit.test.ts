import { rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recoveryKitSchema } from '@holdfast/db/domain/recovery-kit';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { keepRecoveryKits } from '@holdfast/db/services/vault/keep-recovery-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGateway, textAt } from '../../kit/gateway.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
beforeAll(() => ensureSite(gateway.services, 'default'));

function createVault(name: string) {
  return gateway.ask(
    `mutation Create($input: CreateVaultInput!) { createVault(input: $input) {
      ... on CreateVaultPayload { recoveryKitAt vault { id name } } ... on Error { code message } } }`,
    { input: { name, path: `/srv/${name}`, idempotencyKey: `the vault ${name}` } },
  );
}

test('a new vault gives a kit whose password is told by no answer and no log', async () => {
  const made = await createVault('main');
  const path = textAt(made.data, 'createVault.recoveryKitAt');
  const kit = recoveryKitSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(kit).toMatchObject({
    vault: { name: 'main', region: 'local' },
    repositories: [{ site: 'default', location: '/srv/main' }],
  });
  const { password = '' } = kit.repositories[0] ?? {};
  expect(password.length).toBeGreaterThan(40);
  expect(JSON.stringify([made.data, gateway.log])).not.toContain(password);
  expect((await createVault('main')).data, 'the same request again').toEqual(made.data);
});

test('a kit that cannot be written does not undo the vault: it is told, and written at the next start', async () => {
  const folder = join(gateway.home, 'recovery-kits');
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(folder, 'in the way');
  const { data } = await createVault('second');
  expect(data).toMatchObject({ createVault: { recoveryKitAt: null, vault: { name: 'second' } } });
  expect(gateway.log).toContainEqual(expect.objectContaining({ msg: 'the recovery kit could not be written' }));
  const [blocked] = await keepRecoveryKits(gateway.services, gateway.home);
  expect(blocked, 'a start goes on without it').toMatchObject({ error: { code: 'ENOTDIR' } });
  rmSync(folder);
  const outcomes = await keepRecoveryKits(gateway.services, gateway.home);
  expect(outcomes).toContainEqual({ vaultName: 'second', kept: { path: expect.any(String), isNew: true } });
});
