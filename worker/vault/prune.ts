import { abandon, bytesOf, readTail } from './collect.ts';
import { ResticError } from './errors.ts';
import { exitMeaning } from './exit-codes.ts';
import { failure } from './failure.ts';
import { invoke } from './invoke.ts';
import { lines } from './lines.ts';
import { readPrunePlan, repackedShare, type PrunePlan } from './prune-plan.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';
import { storedIds } from './stored-ids.ts';

export interface PruneOptions extends RunOptions {
  /** Stop after so many bytes were written anew; unlimited unless told. Packs that hold nothing needed are removed whatever it says. */
  readonly maxRepackBytes?: number;
  /** How much of what remains may be unneeded, in percent; 5 unless told. */
  readonly maxUnusedPercent?: number;
}

export interface PruneRequest extends PruneOptions {
  /** Told about once a second while packs are written anew, with a share from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** What `prune` would do. Takes no lock and changes nothing: while others write, its figures are a little old. @throws ResticError */
export async function planPrune(repository: Repository, options: PruneOptions = {}): Promise<PrunePlan> {
  return (await runPrune(repository, options, ['--dry-run', '--no-lock'])).plan;
}

/**
 * Removes what no snapshot needs, under restic's exclusive lock, and proves it by listing again: restic ends with 0 also when it could
 * not remove a file. Every snapshot that was there is there afterwards.
 * Interrupted or killed at any instant it leaves a repository that is whole: what it had written anew is then removed by the next one.
 *
 * @returns what it did
 * @throws ResticError `interrupted`, `locked`, `no-space`, `damaged` where something needed is missing: nothing is removed then …
 */
export async function prune(repository: Repository, request: PruneRequest = {}): Promise<PrunePlan> {
  const { signal, marker } = request;
  const asking = { ...(signal && { signal }), ...(marker !== undefined && { marker }) };
  const snapshots = await storedIds(repository, 'snapshots', asking);
  const packs = await storedIds(repository, 'packs', asking);
  const { plan, said } = await runPrune(repository, request, []);
  const left = new Set(await storedIds(repository, 'packs', asking));
  const removed = packs.filter((id) => !left.has(id)).length;
  if (removed < plan.packsToRemove) {
    const detail = `${plan.packsToRemove - removed} of ${plan.packsToRemove} files are still there`;
    throw failure(repository, { command: 'prune', exit: { code: 1, signal: null, interrupted: false }, said, detail });
  }
  const still = new Set(await storedIds(repository, 'snapshots', asking));
  const lost = snapshots.filter((id) => !still.has(id));
  if (lost.length > 0) {
    throw new ResticError('damaged', {
      command: 'prune',
      detail: `snapshots are gone: ${lost.slice(0, 5).join(', ')}`,
    });
  }
  return plan;
}

async function runPrune(
  repository: Repository,
  request: PruneRequest,
  flags: readonly string[],
): Promise<{ plan: PrunePlan; said: readonly string[] }> {
  const { maxRepackBytes, maxUnusedPercent = 5, onProgress, ...run } = request;
  const size = maxRepackBytes === undefined ? [] : ['--max-repack-size', String(Math.floor(maxRepackBytes))];
  const argv = ['--verbose', '--max-unused', `${maxUnusedPercent}%`, ...size, ...flags];
  const running = invoke(repository, { ...run, verb: 'prune', argv, stdout: 'pipe', stderr: 'pipe' });
  const errors = readTail(running.stderr);
  const report: string[] = [];
  let finished = false;
  try {
    for await (const { text } of lines(bytesOf(running.stdout))) {
      const share = repackedShare(text);
      if (share !== null) onProgress?.(share);
      else if (report.length < longestReport) report.push(text);
    }
    finished = true;
  } finally {
    if (!finished) await abandon(running);
  }
  const exit = await running.exit;
  const ending = { command: 'prune', exit, said: (await errors).split('\n') };
  if (exit.interrupted || exitMeaning(repository.restic.version, exit.code) !== 'success') {
    throw failure(repository, ending);
  }
  return { plan: readPrunePlan(report), said: ending.said };
}

/** In lines; it has about forty, and one for each pack that is in no index. */
const longestReport = 100_000;
