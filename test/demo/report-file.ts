import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { NotBegun } from './not-begun.ts';
import type { Report } from './report.ts';

/** Where the report goes. */
export interface ReportFile {
  write(report: Report): void;
  close(): void;
}

/**
 * Opens it before anything is done, so that nobody waits for a report that cannot be written. What an earlier run wrote
 * there stays until there is something to write.
 * @throws NotBegun
 */
export function openReportFile(path: string): ReportFile {
  const file = opened(path);
  return {
    write(report) {
      ftruncateSync(file);
      writeSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

function opened(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NotBegun(`The report cannot be written, so nothing was started: ${reason}`, { cause });
  }
}
