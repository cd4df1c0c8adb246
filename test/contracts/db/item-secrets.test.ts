import { afterAll, expect, test } from 'vitest';
import { itemSecretContext } from '@holdfast/db/sealed-contexts';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
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
