import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytePath } from './byte-path.ts';
import { canBeMovedByOthers } from './moved-by-others.ts';

const SOMEBODY = 4321;
let root = '';
const folder = (name: string) => join(root, name);
const moved = () => canBeMovedByOthers(bytePath(folder('outer/inner')));

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-moved-')));
  mkdirSync(folder('outer/inner'), { recursive: true, mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true }));

test('a path whose folders only root and this user may write to stays where it is, also below a sticky folder', async () => {
  expect(await moved()).toBe(false);
});

test.each([
  ['everyone', 0o777],
  ['its group', 0o775],
])('a folder above that %s may write to lets others move it', async (_, mode) => {
  chmodSync(folder('outer'), mode);
  expect(await moved()).toBe(true);
});

test('in a sticky folder that everyone may write to, an entry of somebody else can be moved, one of ours cannot', async () => {
  chmodSync(folder('outer'), 0o1777);
  expect(await moved()).toBe(false);
  chownSync(folder('outer/inner'), SOMEBODY, SOMEBODY);
  expect(await moved()).toBe(true);
});

test('a folder above that belongs to somebody else lets its owner move it', async () => {
  chownSync(folder('outer'), SOMEBODY, SOMEBODY);
  expect(await moved()).toBe(true);
});
