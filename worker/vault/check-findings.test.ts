import { expect, test } from 'vitest';
import { readFindings } from './check-findings.ts';

const PACK = '9e'.repeat(32);
const QUIET = { suggest_repair_index: false, suggest_prune: false };
const NOTHING = { index: false, missingPacks: [], unreadablePacks: [], snapshots: [] };

/** As restic 0.18.0 said it. */
test.each([
  ['a healthy repository', QUIET, [], NOTHING],
  [
    'a pack that is gone, which reading it tells again',
    QUIET,
    [`pack ${PACK}: does not exist`, `download error: open /v/data/9e/${PACK}: no such file or directory`],
    { ...NOTHING, index: true, missingPacks: [PACK] },
  ],
  [
    'a pack that cannot be read',
    QUIET,
    [`download error: read /v/data/9e/${PACK}: input/output error`],
    { ...NOTHING, unreadablePacks: [PACK] },
  ],
  [
    'an index file that is wrong',
    { ...QUIET, suggest_repair_index: true },
    ['error: error loading index 65'],
    { ...NOTHING, index: true },
  ],
  [
    'an index file that is gone: packs that nobody knows, blobs that nobody has',
    { ...QUIET, suggest_prune: true },
    ['  id 2914 not found in repository'],
    { ...NOTHING, index: true },
  ],
  ['blobs that are lost for good', QUIET, ['  tree aa: file "one" blob 4c not found in index'], NOTHING],
  ['packs that a backup which died left', { ...QUIET, suggest_prune: true }, [], NOTHING],
  [
    'a snapshot that cannot be read',
    QUIET,
    ['error: failed to load snapshot 518d0e84: LoadRaw(<snapshot/518d0e8454>): invalid data returned'],
    { ...NOTHING, snapshots: ['518d0e84'] },
  ],
])('%s', (...[, summary, findings, damage]) => {
  expect(readFindings(summary, findings)).toEqual(damage);
});
