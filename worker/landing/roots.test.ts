import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertOutside, resolveInsideRoots } from './roots.ts';

let home = '';
const containing = (part: string): unknown => expect.stringContaining(part);
const at = (...names: string[]) => join(home, ...names);

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-roots-')));
  mkdirSync(at('root/inside'), { recursive: true });
  mkdirSync(at('outside'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a path inside a root is resolved, whether it exists or not', async () => {
  symlinkSync(at('root/inside'), at('root/link'));
  expect(await resolveInsideRoots(at('root'), [at('root')])).toBe(at('root'));
  expect(await resolveInsideRoots(at('root/link'), [at('root')])).toBe(at('root/inside'));
  expect(await resolveInsideRoots(at('root/link/not/yet'), [at('root')])).toBe(at('root/inside/not/yet'));
});

test('a root may itself be a link', async () => {
  symlinkSync(at('root'), at('alias'));
  expect(await resolveInsideRoots(at('alias/inside'), [at('alias')])).toBe(at('root/inside'));
});

test.each([
  ['a neighbour with a longer name', 'root-2/x'],
  ['a folder around the root', ''],
  ['a link out', 'root/out'],
  ['something below a link out', 'root/out/new/file'],
])('%s is outside', async (_, path) => {
  symlinkSync(at('outside'), at('root/out'));
  await expect(resolveInsideRoots(at(path), [at('root')])).rejects.toMatchObject({
    code: 'PATH_OUTSIDE_ROOTS',
    fault: 'USER',
    remedy: containing('HOLDFAST_ROOTS'),
  });
});

test('who may not use a path is told where it leads, which folders may be used, by which setting, and what to do', async () => {
  symlinkSync(at('outside'), at('root/out'));
  await expect(resolveInsideRoots(at('outside'), [at('root')])).rejects.toMatchObject({
    cause: `The worker may use ${at('root')} (HOLDFAST_ROOTS); ${at('outside')} lies in none of them.`,
    remedy: 'Choose a path in one of these folders, or add its folder to HOLDFAST_ROOTS and start the worker again.',
  });
  const vaults = [at('root'), ...Array.from({ length: 6 }, (_, n) => at(`gone-${n}`))];
  await expect(resolveInsideRoots(at('root/out'), vaults, 'HOLDFAST_VAULT_ROOTS')).rejects.toMatchObject({
    cause: expect.stringMatching(
      /gone-3 and 2 more \(HOLDFAST_VAULT_ROOTS\); .*out leads to .*outside, which lies in none of them\. Of these folders .*gone-0, .* cannot be reached now\.$/,
    ),
    remedy:
      'Mount the disk of what cannot be reached. Otherwise: Make the vault in one of these folders, or add its folder to HOLDFAST_VAULT_ROOTS and start the worker again.',
  });
});

test('without roots nothing is inside', async () => {
  await expect(resolveInsideRoots(at('root'), [])).rejects.toMatchObject({ code: 'NO_ROOTS' });
});

test('a root that is not mounted holds nothing, and is named', async () => {
  const refused = resolveInsideRoots(at('gone/x'), [at('gone'), at('root')]);
  await expect(refused).rejects.toMatchObject({
    code: 'PATH_OUTSIDE_ROOTS',
    cause: containing(at('gone')),
  });
});

test.each(['root/broken', 'root/broken/below', 'root/circle/x', 'root/file/x'])(
  '%s leads nowhere and is refused',
  async (path) => {
    symlinkSync(at('outside/missing'), at('root/broken'));
    symlinkSync(at('root/circle'), at('root/circle'));
    writeFileSync(at('root/file'), '');
    await expect(resolveInsideRoots(at(path), [at('root')])).rejects.toMatchObject({
      code: 'PATH_UNUSABLE',
      fault: 'USER',
    });
  },
);

test('what Holdfast needs is forbidden from inside, from around and through links', async () => {
  symlinkSync(at('root/inside'), at('outside/way-in'));
  for (const path of ['root', 'root/inside', 'root/inside/deep/er', 'outside/way-in']) {
    await expect(assertOutside(at(path), [at('root/inside')]), path).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' });
  }
  await assertOutside(at('root/inside-not'), [at('root/inside'), at('root/not/there')]);
});
