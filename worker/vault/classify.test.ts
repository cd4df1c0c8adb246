import { expect, test } from 'vitest';
import { isOwnershipRefusal, isSkippedSource, kindOf, strongest } from './classify.ts';

test.each([
  ['Fatal: wrong password or no key found', 'wrong-password'],
  [
    'Fatal: create repository at r failed: Fatal: unable to open repository at r: config file already exists',
    'repository-exists',
  ],
  [
    'Fatal: repository does not exist: unable to open config file: stat r/config: no such file or directory',
    'repository-missing',
  ],
  ['unable to create lock in backend: repository is already locked by PID 5539 on vm by root', 'locked'],
  ['unable to create lock in backend: open /r/locks/33-tmp-1: permission denied', 'permission'],
  ['decrypting blob <data/a9f4286e> from ae7be8ad failed: ciphertext verification failed', 'damaged'],
  ['Fatal: config or key 45f4fd06 is damaged: ciphertext verification failed', 'damaged'],
  ['LoadRaw(<index/8aee24d42f>): invalid data returned', 'damaged'],
  [`Unknown blob ${'4c'.repeat(32)}`, 'damaged'],
  ['id c1e7ceccb12cb2dca6d33b2c72b2421591d8c9aa0a6528225deb43d0f0e17a0a not found in repository', 'damaged'],
  ['ReadFull(<data/ae7be8ad29>): open /r/data/ae/ae7be8ad: no such file or directory', 'damaged'],
  ['pack ae7be8ad29a62d1611e625a51ab41ddeb37312ed039e5f896dcd1ee2358fcf6f: does not exist\n', 'damaged'],
  ['/: tree c1e7cecc is not known; the repository could be damaged, run `repair index`', 'damaged'],
  [
    'Fatal: failed to find snapshot: Error loading snapshot c4: LoadRaw(<snapshot/c49375fe5d>): invalid data returned',
    'damaged',
  ],
  ['Fatal: unable to save snapshot: write /r/data/87/87-tmp-33: no space left on device', 'no-space'],
  ['Fatal: unable to save snapshot: failed to save /x: Fatal: command failed: exit status 3', 'command-failed'],
  ['failed to start command: exec: "nosuch": executable file not found in $PATH', 'command-failed'],
  ['Fatal: failed to find snapshot: no matching ID found for prefix "deadbeef"', 'snapshot-missing'],
  ['Fatal: cannot dump file: path "/s3/nope" not found in snapshot', 'path-missing'],
  ['path nope: not found', 'path-missing'],
  ['Load(<snapshot/deadbeefde>): open /r/snapshots/dead: no such file or directory', 'snapshot-missing'],
  ['Remove(<data/c404368c8f>) failed: remove /r/data/c4/c404368c8fb5d5125: operation not permitted', 'permission'],
  ['Fatal: packs from index missing in repo', 'damaged'],
  ['Load(<data/deadbeefde>): unexpected HTTP response (404): 404 Not Found', 'damaged'],
  ['Fatal: all source directories/files do not exist', 'source-missing'],
  ['Head "http://h/x/config": dial tcp 127.0.0.1:1: connect: connection refused', 'unreachable'],
  ['setpriv: failed to execute /nope/restic: No such file or directory', 'not-found'],
  ['Fatal: parsing repository location failed: invalid backend', 'usage'],
])('knows what restic means by: %s', (words, kind) => {
  expect(kindOf(words)).toBe(kind);
});

test('words that are not known are no kind', () => {
  expect(kindOf('something else happened')).toBeNull();
});

test('damage outranks a full disk and a refused access, whatever came first', () => {
  expect(strongest(new Set(['permission', 'no-space', 'damaged']))).toBe('damaged');
  expect(strongest(new Set())).toBeNull();
});

test('only a refused owner is an ownership refusal', () => {
  expect(isOwnershipRefusal('lchown /o/a: operation not permitted')).toBe(true);
  expect(isOwnershipRefusal('lchown /o/a: no such file or directory')).toBe(false);
  expect(isOwnershipRefusal('open /o/chown x: operation not permitted')).toBe(false);
});

test('a skipped source is told apart by the end of its line', () => {
  expect(isSkippedSource('/data does not exist, skipping')).toBe(true);
  expect(isSkippedSource('/data does not exist, skipping it')).toBe(false);
});
