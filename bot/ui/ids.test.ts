import { expect, test } from 'vitest';
import { blockId, buttonValue, parseBlockId, parseButtonValue, RESTORE } from './ids.ts';

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

test('a block says what it asks, about which item, and what else decides its options', () => {
  const item = 'itm_0199b2c3d4e5f60718293a4b5c6d7e8f';
  expect(parseBlockId(blockId(RESTORE.database, item, 'rpt_1'))).toEqual({
    actionId: RESTORE.database,
    itemId: item,
    of: ['rpt_1'],
  });
  expect(parseBlockId(blockId(RESTORE.paths, item))).toEqual({ actionId: RESTORE.paths, itemId: item, of: [] });
  expect(parseBlockId(RESTORE.item)).toMatchObject({ actionId: RESTORE.item, itemId: '' });
});
