import { expect, test } from 'vitest';
import { newId } from './ids.ts';
import { protectInputSchema } from './protected-item.ts';

const INPUT = { name: 'item', vaultId: newId('vault', new Date(1)), policyId: newId('policy', new Date(1)) };

test('50 tags are taken, 51 are not', () => {
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
  expect(protectInputSchema.safeParse({ ...INPUT, tags: tags(50) }).success).toBe(true);
  expect(protectInputSchema.safeParse({ ...INPUT, tags: tags(51) }).success).toBe(false);
});

test.for([{ '': 'v' }, { k: '' }, { k: 'a\0b' }, { k: '\ud800' }, { 'a\0b': 'v' }, { k: 'x'.repeat(129) }])(
  'the tags %j are refused',
  (tags) => {
    expect(protectInputSchema.safeParse({ ...INPUT, tags }).success).toBe(false);
  },
);

test.for([0, -1, 1.5, 2 ** 31, Number.POSITIVE_INFINITY, '60'])('%j seconds are refused as an objective', (seconds) => {
  expect(protectInputSchema.safeParse({ ...INPUT, rpoSeconds: seconds }).success).toBe(false);
  expect(protectInputSchema.safeParse({ ...INPUT, rtoSeconds: seconds }).success).toBe(false);
});

test('an RPO under a minute is refused: nothing here runs that often', () => {
  expect(protectInputSchema.safeParse({ ...INPUT, rpoSeconds: 59 }).success).toBe(false);
  expect(protectInputSchema.safeParse({ ...INPUT, rpoSeconds: 60, rtoSeconds: 1 }).success).toBe(true);
});
