import { expect, test } from 'vitest';
import { bytePath } from './byte-path.ts';
import { mountOf, parseMountPoints } from './mounts.ts';

test('mount points are read with their escaped bytes', () => {
  const lines = [
    '36 35 98:0 / / rw - ext4 /dev/a rw',
    '37 36 0:5 / /a\\040b\\134\\012c rw shared:1 - tmpfs tmpfs rw',
    '',
  ];
  expect(parseMountPoints(lines.join('\n'))).toEqual(['/', '/a b\\\nc']);
});

test('a path lies on the longest mount around it', () => {
  const mounts = ['/', '/data', '/data/deep', '/data-other'].map(bytePath);
  expect(mountOf(bytePath('/data/deep/x'), mounts)).toBe('/data/deep');
  expect(mountOf(bytePath('/data/deeper'), mounts)).toBe('/data');
  expect(mountOf(bytePath('/elsewhere'), mounts)).toBe('/');
});
