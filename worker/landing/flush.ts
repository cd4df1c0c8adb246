import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { flushFailed } from './errors.ts';
import { landingPoint } from './fault-points.ts';

const run = promisify(execFile);

/**
 * Writes all that was restored into a folder through to its disk, so that no swap puts files in place whose contents a
 * power failure would take away. Node has no syncfs(2); `sync -f` of coreutils calls it.
 * @throws HoldfastError FLUSH_FAILED
 */
export async function flushFileSystem(folder: string): Promise<void> {
  landingPoint('landing.flush');
  try {
    await run('sync', ['-f', '--', folder], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
  } catch (error) {
    throw flushFailed(folder, `sync -f: ${saidBy(error)}`);
  }
  landingPoint('landing.flushed');
}

function saidBy(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== '') {
    return error.stderr.trim();
  }
  return error instanceof Error ? error.message : String(error);
}
