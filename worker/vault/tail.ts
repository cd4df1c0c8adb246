import { open } from 'node:fs/promises';
import { message, parseLine } from './messages.ts';
import type { StatusMessage } from './messages.ts';

/** Enough for one status line: it names at most a few of the files being read. */
const windowSize = 64 * 1024;

export interface Progress {
  /** 0 to 100. */
  readonly percentDone: number;
  readonly filesDone: number;
  /** Grows while the sources are still being counted. */
  readonly totalFiles: number;
  readonly bytesDone: number;
  readonly totalBytes: number;
  readonly secondsRemaining: number | null;
  readonly errorCount: number;
}

/** The newest complete status line at the end of a file that is being written; null when there is none. */
export async function lastProgress(file: string): Promise<Progress | null> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  const start = Math.max(0, size - windowSize);
  const window = Buffer.alloc(size - start);
  const { bytesRead } = await handle.read(window, 0, window.length, start);
  return newestStatus(window.toString('utf8', 0, bytesRead));
}

/** The newest complete status line in a text whose first and last lines may be cut. */
export function newestStatus(text: string): Progress | null {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  for (const line of whole.toReversed()) {
    const parsed = parseLine(line);
    if (parsed.form !== 'json' || parsed.type !== 'status') continue;
    const status = message.status.safeParse(parsed.value);
    if (status.success) return toProgress(status.data);
  }
  return null;
}

function toProgress(status: StatusMessage): Progress {
  return {
    percentDone: Math.min(100, Math.max(0, status.percent_done * 100)),
    filesDone: status.files_done ?? (status.files_restored ?? 0) + status.files_skipped,
    totalFiles: status.total_files,
    bytesDone: status.bytes_done ?? (status.bytes_restored ?? 0) + status.bytes_skipped,
    totalBytes: status.total_bytes,
    secondsRemaining: status.seconds_remaining ?? null,
    errorCount: status.error_count,
  };
}

export interface Following {
  /** Stops reading; resolves with what `onProgress` threw, if it did. May be called twice. */
  stop(): Promise<Error | null>;
}

/**
 * Tells the newest progress in a growing file, once an interval at most and never two at a time.
 * When `onProgress` throws, `onFault` is called once and nothing more is told.
 */
export function follow(
  file: string,
  onProgress: (progress: Progress) => void,
  { interval = 1000, onFault }: { readonly interval?: number; readonly onFault: () => void },
): Following {
  let fault: Error | null = null;
  let told = '';
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    if (fault !== null) return;
    try {
      const progress = await lastProgress(file);
      const text = JSON.stringify(progress);
      if (progress === null || text === told) return;
      told = text;
      onProgress(progress);
    } catch (error) {
      fault = error instanceof Error ? error : new Error(String(error));
      onFault();
    }
  };
  const timer = setInterval(() => {
    reading = reading.then(read);
  }, interval);
  return {
    async stop() {
      clearInterval(timer);
      await reading;
      return fault;
    },
  };
}
