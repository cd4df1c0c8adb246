import { expect, test } from 'vitest';
import { readTags, tagsOf, type SnapshotDescription } from './snapshot-tags.ts';

const description: SnapshotDescription = {
  job: 'job_1',
  attempt: 2,
  part: 'files',
  partKind: 'TREE',
  ordinal: 0,
  parts: 1,
  type: 'FULL',
  consistency: 'NONE',
  takenAt: '2026-11-22T10:00:00.000Z',
  item: { id: 'itm_1', name: 'orders', kind: 'FILES', config: { path: '/srv/a,b "c"', include: [], exclude: [] } },
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
  expect(readTags([`holdfast1=${Buffer.from('{"job":1}').toString('base64url')}`])).toBeUndefined();
});
