import { expect, test } from 'vitest';
import { buttonValue, parseButtonValue } from './ids.ts';

const id = 'job_0199b2c3d4e5f60718293a4b5c6d7e8f';

test('a button carries its subject and the nonce of its rendering', () => {
  const value = buttonValue({ id, nonce: 'obx_1:7' });
  expect(parseButtonValue(value)).toEqual({ id, nonce: 'obx_1:7' });
});

test.each([
  '',
  id,
  `${id}|`,
  `|7`,
  `${id}|7|8`,
  `JOB|7`,
  `${id}|a b`,
  `${id}|${'7'.repeat(201)}`,
  `x${'0'.repeat(9_000)}`,
])('a value that no message of ours holds is refused: %.40s', (value) => {
  expect(parseButtonValue(value)).toBeUndefined();
});
