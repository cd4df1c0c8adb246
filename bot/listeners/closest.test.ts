import { expect, test } from 'vitest';
import { closest, slipsBetween } from './closest.ts';

test.each([
  ['', '', 0],
  ['orders', 'orders', 0],
  ['ordes', 'orders', 1],
  ['oredrs', 'orders', 1],
  ['orders', '', 6],
  ['ca', 'abc', 3],
])('between %s and %s lie %d slips', (one, other, slips) => {
  expect(slipsBetween(one, other)).toBe(slips);
  expect(slipsBetween(other, one)).toBe(slips);
});

test('the likeliest names come first, unlike ones not at all', () => {
  const names = ['Orders', 'orders-eu', 'borders', 'invoices', 'x'];
  expect(closest('ordres', names, 5)).toEqual(['Orders', 'borders']);
  expect(closest('ordres', names, 1)).toEqual(['Orders']);
  expect(closest('zz', ['x', 'ab'], 5)).toEqual([]);
});
