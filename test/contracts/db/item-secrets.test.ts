import { afterAll, expect, test } from 'vitest';
import { itemSecretContext } from '@holdfast/db/sealed-contexts';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { everything } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const PASSWORD = 'secret-of-the-database';

test('a database’s password is kept sealed for its own item alone, and stands nowhere as it is', async () => {
  const { vaultId, policyId } = await seedEstate(services);
  const protect = (name: string, password?: string) =>
    protectItem(
      as(services, 'ADMIN'),
      request({
        name,
        vaultId,
        policyId,
        source: { kind: 'POSTGRESQL', config: { host: 'db1', user: 'backup' }, password },
      }),
    );
  const { itemId } = await protect('with a password', PASSWORD);
  const { itemId: open } = await protect('without one');
  const rows = await owner<{ id: string; config: unknown; sealed: string | null }[]>`
    select id, config, sealed_secret as sealed from protected_items where kind = 'POSTGRESQL' order by id`;
  expect(rows).toEqual([
    {
      id: itemId,
      config: { host: 'db1', port: 5432, user: 'backup', database: null, sslMode: 'PREFER' },
      sealed: expect.stringMatching(/^hf1\./),
    },
    { id: open, config: expect.anything(), sealed: null },
  ]);
  const sealed = rows[0]?.sealed ?? '';
  expect(services.masterKey.open(sealed, itemSecretContext(itemId))).toBe(PASSWORD);
  expect(() => services.masterKey.open(sealed, itemSecretContext(open))).toThrow(/does not open/);
  expect(JSON.stringify(await everything(owner))).not.toContain(PASSWORD);
});

test('a new password takes the place of the old one, sealed, and the audit says that and nothing of it', async () => {
  const { vaultId, policyId, itemId: folder } = await seedEstate(services);
  const source = { kind: 'POSTGRESQL', config: { host: 'db2', user: 'backup' }, password: PASSWORD };
  const admin = as(services, 'ADMIN');
  const { itemId } = await protectItem(admin, request({ name: 'changes it', vaultId, policyId, source }));
  const sealed = async () => {
    const [row] = await owner<{ sealed: string }[]>`
      select sealed_secret as sealed from protected_items where id = ${itemId}`;
    return services.masterKey.open(row?.sealed ?? '', itemSecretContext(itemId));
  };
  await updateItem(admin, request({ itemId, password: 'another-secret' }));
  expect(await sealed()).toBe('another-secret');
  await updateItem(admin, request({ itemId, name: 'has changed it' }));
  expect(await sealed(), 'what is not given stays').toBe('another-secret');
  expect(JSON.stringify(await everything(owner))).not.toContain('another-secret');
  const audited = await owner`select details from audit_log where action = 'item.updated' order by seq`;
  expect(audited).toEqual([
    { details: { changed: ['password'], name: 'changes it' } },
    { details: { changed: ['name'], name: 'has changed it' } },
  ]);
  for (const [input, code] of [
    [{ itemId }, 'INVALID_INPUT'],
    [{ itemId: folder, password: 'x' }, 'INVALID_INPUT'],
    [{ itemId: itemId.replace(/.$/, (last) => (last === '0' ? '1' : '0')), name: 'none' }, 'NOT_FOUND'],
  ] as const) {
    await expect(updateItem(admin, request(input))).rejects.toMatchObject({ code });
  }
  await expect(updateItem(as(services, 'OPERATOR'), request({ itemId, name: 'x' }))).rejects.toMatchObject({
    code: 'NOT_AUTHORIZED',
  });
});
