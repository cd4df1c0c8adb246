import { expect, test } from 'vitest';
import { clusterName, madeWith, settingArguments } from './settings.ts';

test('only a throw-away store is made without durability', () => {
  const unsafe = ['fsync', 'synchronous_commit', 'full_page_writes'];
  expect(Object.keys(madeWith({ throwAway: true, memoryBytes: 2 ** 36 }))).toEqual(expect.arrayContaining(unsafe));
  expect(
    Object.keys(madeWith({ throwAway: false, memoryBytes: 2 ** 36 })).filter((name) => unsafe.includes(name)),
  ).toEqual([]);
});

test.each([
  [false, 2 ** 30, '128MB'],
  [false, 2 ** 33, '512MB'],
  [false, 2 ** 40, '1024MB'],
  [true, 2 ** 40, '128MB'],
])('a store (throw-away: %s) on a machine of %i bytes has %s of buffers', (throwAway, memoryBytes, buffers) => {
  expect(madeWith({ throwAway, memoryBytes })['shared_buffers']).toBe(buffers);
});

test('two data folders have two names, and a name is one PostgreSQL keeps whole', () => {
  expect(clusterName('/a/data')).not.toBe(clusterName('/b/data'));
  expect(clusterName(`/${'x'.repeat(4000)}`)).toMatch(/^[\x21-\x7e]{1,63}$/);
});

test('settings become arguments in pairs', () => {
  expect(settingArguments('-c', { port: '1', jit: 'off' })).toEqual(['-c', 'port=1', '-c', 'jit=off']);
});
