import { afterAll, expect, test } from 'vitest';
import { recordSpace } from '@holdfast/db/services/vault/record-space';
import { seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { backUpWithoutWorker } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services, owner } = gateway;

const GB = 1e9;
const SPACE = `query Space($vault: ID!, $item: ID!, $days: Int) {
  vault(id: $vault) { space {
    storedBytes sourceBytes deduplicationRatio freeBytes capacityBytes growthBytesPerDay daysUntilFull filling measuredAt
    history(days: $days) { storedBytes freeBytes }
  } }
  protectedItem(id: $item) { space { recoveryPoints sourceBytes storedBytes deduplicationRatio growthBytesPerDay } }
}`;

test('a vault and an item say what they take before and after deduplication, and a vault how it fills', async () => {
  const estate = await seedEstate(services);
  const asked = { vault: estate.vaultId, item: estate.itemId };
  expect((await gateway.ask(SPACE, asked)).data).toEqual({ vault: { space: null }, protectedItem: { space: null } });
  for (let made = 0; made < 2; made += 1)
    await backUpWithoutWorker(services, estate, { sizeBytes: 100 * GB, storedBytes: 10 * GB });
  const [repository] = await owner<{ id: string }[]>`select id from repositories where vault_id = ${estate.vaultId}`;
  const repositoryId = repository?.id ?? '';
  for (const days of [5, 4, 3, 2, 1]) {
    const stored = (70 - days * 2) * GB;
    await owner`insert into repository_sizes (repository_id, measured_at, stored_bytes, free_bytes, capacity_bytes)
      values (${repositoryId}, now() - make_interval(days => ${days}), ${stored}, ${90 * GB - stored}, ${90 * GB})`;
  }
  await recordSpace(services, { repositoryId, storedBytes: 70 * GB, freeBytes: 20 * GB, capacityBytes: 90 * GB });
  const { data, errors } = await gateway.ask(SPACE, { ...asked, days: 3 });
  expect(errors).toEqual([]);
  expect(data).toEqual({
    vault: {
      space: {
        ...{ storedBytes: 70 * GB, sourceBytes: 200 * GB, deduplicationRatio: 200 / 70 },
        ...{ freeBytes: 20 * GB, capacityBytes: 90 * GB, filling: 'WARNING' },
        growthBytesPerDay: expect.closeTo(2 * GB, -5) as unknown,
        daysUntilFull: expect.closeTo(10, 2) as unknown,
        measuredAt: expect.any(String) as unknown,
        history: [66, 68, 70].map((size) => ({ storedBytes: size * GB, freeBytes: (90 - size) * GB })),
      },
    },
    protectedItem: {
      space: {
        recoveryPoints: 2,
        sourceBytes: 200 * GB,
        storedBytes: 20 * GB,
        deduplicationRatio: 10,
        growthBytesPerDay: null,
      },
    },
  });
  const { errors: refused } = await gateway.ask(SPACE, { ...asked, days: 401 });
  expect(refused).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
});
