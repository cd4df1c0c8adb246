import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { installedTools } from '../kit/tools.ts';
import { run } from './command.ts';
import { replaceOption } from './replace-option.ts';

const summarySchema = z.object({ message_type: z.literal('summary'), snapshot_id: z.string() });

/** restic alone, with a repository and a cache of its own. */
export class BareRestic {
  readonly repository: string;
  readonly #folder: string;
  readonly #signal: AbortSignal;

  /** @param folder does not exist; everything of it goes there */
  static async make(folder: string, tiny: string, signal: AbortSignal): Promise<BareRestic> {
    await mkdir(folder, { mode: 0o700 });
    const restic = new BareRestic(folder, signal);
    await restic.#run(['init', '--json', '--cache-dir', restic.#cache]);
    await restic.#run(['backup', '--json', '--cache-dir', restic.#cache, '--host', 'tiny', '--', tiny]);
    return restic;
  }

  private constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
    this.repository = join(folder, 'repository');
  }

  /** Backs a folder up with the options that Holdfast's worker gave to restic. */
  async backup(data: string, given: readonly string[]): Promise<{ ms: number; snapshotId: string }> {
    const ms = await this.#run(replaceOption(given, '--cache-dir', this.#cache), dirname(data));
    const said = (await readFile(this.#output, 'utf8')).trimEnd().split('\n').at(-1) ?? '';
    return { ms, snapshotId: summarySchema.parse(JSON.parse(said)).snapshot_id };
  }

  /** Restores a snapshot with the options that Holdfast's worker gave to restic. @returns milliseconds */
  async restore(snapshotId: string, target: string, given: readonly string[]): Promise<number> {
    const elsewhere = replaceOption(replaceOption(given, '--cache-dir', this.#cache), '--target', target);
    return this.#run(replaceOption(elsewhere, '--', snapshotId));
  }

  get #cache(): string {
    return join(this.#folder, 'cache');
  }

  get #output(): string {
    return join(this.#folder, 'output');
  }

  /** As the worker runs it: status lines once a second into a file, nothing of our own environment. */
  async #run(args: readonly string[], cwd = this.#folder): Promise<number> {
    await using output = await open(this.#output, 'w');
    return await run({
      program: installedTools().restic.path,
      args,
      cwd,
      env: { RESTIC_REPOSITORY: this.repository, RESTIC_PASSWORD: 'of a benchmark', RESTIC_PROGRESS_FPS: '1' },
      stdout: output.fd,
      signal: this.#signal,
    });
  }
}
