import { expect, test } from 'vitest';
import type { Progress } from '../vault/tail.ts';
import { partProgress } from './part-progress.ts';

const STATUS: Progress = {
  ...{
    percentDone: 50,
    filesDone: 5,
    totalFiles: 10,
    bytesDone: 400,
    totalBytes: 800,
    secondsRemaining: 7,
    errorCount: 0,
  },
};
const FILES = { source: { kind: 'paths', cwd: '/', paths: ['.'], excludes: [] } } as const;
const DUMP = {
  source: { kind: 'command', fileName: 'd', argv: ['pg_dump'], environment: {} },
  expectedBytes: 1000,
} as const;

const ALONE = { ordinal: 0, parts: 1, bytesBefore: 0, bytesAfter: 0 };

test('of files it is what the engine says', () => {
  expect(partProgress({ ...ALONE, part: FILES }, STATUS)).toEqual({
    ...{ percent: 50, bytesDone: 400, bytesTotal: 800, filesDone: 5, filesTotal: 10, secondsRemaining: 7 },
  });
});

test('where nobody knows how much is to come each part counts the same, and what was stored before counts as done', () => {
  expect(partProgress({ ...ALONE, part: FILES, ordinal: 1, parts: 2, bytesBefore: 100 }, STATUS)).toEqual({
    ...{ percent: 75, bytesDone: 500, bytesTotal: 900, filesDone: 5, filesTotal: 10 },
  });
});

test('of a command it is by the bytes that are expected, never done before its end, and without a guess of the time left', () => {
  const guess = { ...STATUS, secondsRemaining: 427_390_000_000 };
  const alone = { ...ALONE, part: DUMP };
  expect(partProgress(alone, guess)).toEqual({ percent: 40, bytesDone: 400, bytesTotal: 1000 });
  expect(partProgress(alone, { ...guess, bytesDone: 5000 })).toEqual({
    ...{ percent: 99, bytesDone: 5000, bytesTotal: 5000 },
  });
});

test('of several dumps the large one counts for more, and the bytes are those of all', () => {
  const first = { ...ALONE, part: DUMP, ordinal: 1, parts: 3, bytesBefore: 50, bytesAfter: 8_950 };
  expect(partProgress(first, STATUS)).toEqual({ percent: 4.5, bytesDone: 450, bytesTotal: 10_000 });
});
