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

test('the parts before count as whole', () => {
  expect(partProgress({ part: FILES, ordinal: 1, parts: 2 }, STATUS)).toEqual({
    ...{ percent: 75, bytesDone: 400, bytesTotal: 800, filesDone: 5, filesTotal: 10, secondsRemaining: 7 },
  });
});

test('of a command it is by the bytes that are expected, never done before its end, and without a guess of the time left', () => {
  const guess = { ...STATUS, secondsRemaining: 427_390_000_000 };
  const alone = { part: DUMP, ordinal: 0, parts: 1 };
  expect(partProgress(alone, guess)).toEqual({ percent: 40, bytesDone: 400, bytesTotal: 1000 });
  expect(partProgress(alone, { ...guess, bytesDone: 5000 }).percent).toBe(99);
});

test('a guess that no one lives to see is none', () => {
  const status = { ...STATUS, secondsRemaining: 1e11 };
  expect(partProgress({ part: FILES, ordinal: 0, parts: 1 }, status).secondsRemaining).toBeUndefined();
});
