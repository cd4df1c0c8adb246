import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hold } from '@holdfast/db/services/job/hold';
import { syncFolder } from '../process/durable-file.ts';

/**
 * Where attempts write what must outlive a crash: `<home>/worker/attempts/<job>/<attempt>/`. On the worker's own disk, not
 * in the store, since it must be written also while the store cannot be reached.
 */
export class AttemptDirectories {
  readonly #root: string;

  constructor(home: string) {
    this.#root = join(home, 'worker', 'attempts');
  }

  pathOf(hold: Hold): string {
    return join(this.#root, hold.jobId, String(hold.attempt));
  }

  /** Makes the attempt's folder, durably. */
  async make(hold: Hold): Promise<string> {
    const path = this.pathOf(hold);
    await mkdir(path, { recursive: true, mode: 0o700 });
    for (const folder of [path, join(this.#root, hold.jobId), this.#root]) await syncFolder(folder);
    return path;
  }

  /** The attempts of a job that left a folder here, oldest first. */
  async attemptsOf(jobId: string): Promise<number[]> {
    const names = await readdir(join(this.#root, jobId)).catch(() => []);
    return names
      .map(Number)
      .filter(Number.isInteger)
      .toSorted((a, b) => a - b);
  }

  /** Forgets what a job's attempts wrote. Called once the job has ended and nothing refers to it. */
  async remove(jobId: string): Promise<void> {
    await rm(join(this.#root, jobId), { recursive: true, force: true });
  }
}
