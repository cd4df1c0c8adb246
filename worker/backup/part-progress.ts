import type { JobProgress } from '@holdfast/db/domain/job';
import type { TransferPart } from '../sources/driver.ts';
import type { Progress } from '../vault/tail.ts';

/** Longer than any transfer takes: the engine's guess where it has nothing to go by. */
const NO_GUESS_SECONDS = 30 * 86_400;

/**
 * How far a transfer is that has come to a status of its nth part. What a command gives has no end until it is there: its part
 * is not called done before, the engine's guess of the time left means nothing, and its one file is nobody's file.
 */
export function partProgress(
  { part, ordinal, parts }: { part: Pick<TransferPart, 'expectedBytes' | 'source'>; ordinal: number; parts: number },
  status: Progress,
): Omit<JobProgress, 'task'> {
  const { expectedBytes } = part;
  const share =
    expectedBytes === undefined ? status.percentDone : Math.min(99, percentOf(status.bytesDone, expectedBytes));
  const left = status.secondsRemaining;
  return {
    percent: ((ordinal + share / 100) / parts) * 100,
    bytesDone: status.bytesDone,
    bytesTotal: expectedBytes ?? status.totalBytes,
    ...(part.source.kind !== 'command' && {
      filesDone: status.filesDone,
      filesTotal: status.totalFiles,
      secondsRemaining: left === null || left > NO_GUESS_SECONDS ? undefined : left,
    }),
  };
}

function percentOf(done: number, total: number): number {
  return (done / Math.max(1, total)) * 100;
}
