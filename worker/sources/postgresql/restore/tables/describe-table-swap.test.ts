import { expect, test } from 'vitest';
import { nameSchemas } from './describe-table-swap.ts';

test('schemas whose long names begin alike are kept under names of their own', () => {
  const long = 'a'.repeat(60);
  const schemas = [`${long}1`, `${long}2`, `${long}3`];
  const { kept, restored } = nameSchemas(new Set(), schemas, new Date('2026-11-22T14:04:33Z'));
  expect(new Set([...kept.values(), ...restored.values()]).size).toBe(6);
});
