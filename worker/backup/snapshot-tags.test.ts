import { expect, test } from 'vitest';
import { isOurs, readTags, tagsOf, type SnapshotDescription } from './snapshot-tags.ts';

const description: SnapshotDescription = {
  job: `job_${'1'.repeat(32)}`,
  attempt: 2,
  part: 'files',
  partKind: 'TREE',
  ordinal: 0,
  parts: 1,
  type: 'FULL',
  consistency: 'NONE',
  takenAt: '2026-11-22T10:00:00.000Z',
  item: {
    id: `itm_${'1'.repeat(32)}`,
    name: 'orders',
    kind: 'FILES',
    config: { path: '/srv/a,b "c"', include: [], exclude: [] },
    tags: {},
  },
};

test('what a snapshot says of itself is read back as it was written, whatever its paths hold', () => {
  expect(readTags(tagsOf(description))).toEqual(description);
});

test('no tag holds a comma, which the engine would take for a separator', () => {
  for (const tag of tagsOf(description)) expect(tag).not.toContain(',');
});

test('tags of others and damaged tags are not taken for ours', () => {
  expect(readTags(['nightly', 'job=job_1'])).toBeUndefined();
  expect(readTags(['holdfast1=!!!'])).toBeUndefined();
  expect(readTags(['holdfast2=!!!'])).toBeUndefined();
  expect([['holdfast2=!!!'], ['nightly']].map(isOurs)).toEqual([true, false]);
  expect(readTags([`holdfast1=${Buffer.from('{"job":1}').toString('base64url')}`])).toBeUndefined();
});

test('what was written before descriptions were deflated is still read', () => {
  const plain = Buffer.from(JSON.stringify(description)).toString('base64url');
  expect(readTags(['holdfast', `holdfast1=${plain}`])).toEqual(description);
});

test('lists of patterns as long as an item may have fit into one argument', () => {
  const exclude = Array.from({ length: 200 }, (_, n) => `/srv/${`folder number ${n} `.repeat(24)}`);
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key ${n}`, `value ${n} `.repeat(10).trim()]));
  const item = { ...description.item, tags, config: { path: '/srv', include: [], exclude } };
  for (const tag of tagsOf({ ...description, item })) expect(tag.length).toBeLessThan(100_000);
});
