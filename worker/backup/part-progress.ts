import type { JobProgress } from '@holdfast/db/domain/job';
import type { TransferPart } from '../sources/driver.ts';
import type { Progress } from '../vault/tail.ts';

export interface PartUnderWay {
  readonly part: Pick<TransferPart, 'expectedBytes' | 'source'>;
  readonly ordinal: number;
  readonly parts: number;
  /** Of the parts before it what was stored, of those behind it what they are expected to give. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * How far a transfer is that has come to a status of its nth part: by bytes where parts say what they should give, else each
 * part counts the same. What a command gives has no end until it is there: its part is not called done before, the engine's guess of the
 * time left means nothing, and its one file is nobody's file.
 */
export function partProgress(under: PartUnderWay, status: Progress): Omit<JobProgress, 'task'> {
  const { part, bytesBefore, bytesAfter } = under;
  const bytesDone = bytesBefore + status.bytesDone;
  const bytesTotal = bytesBefore + Math.max(part.expectedBytes ?? status.totalBytes, status.bytesDone) + bytesAfter;
  const byBytes = part.expectedBytes !== undefined || bytesAfter > 0;
  return {
    percent: byBytes ? Math.min(99, (bytesDone / Math.max(1, bytesTotal)) * 100) : byParts(under, status),
    bytesDone,
    bytesTotal,
    ...(part.source.kind !== 'command' && {
      filesDone: status.filesDone,
      filesTotal: status.totalFiles,
      secondsRemaining: under.parts === 1 ? (status.secondsRemaining ?? undefined) : undefined,
    }),
  };
}

function byParts({ ordinal, parts }: PartUnderWay, { percentDone }: Progress): number {
  return ((ordinal + percentDone / 100) / parts) * 100;
}
