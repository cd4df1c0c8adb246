import { capture } from './capture.ts';
import { readFindings, type CheckDamage } from './check-findings.ts';
import { kindOf } from './classify.ts';
import { ResticError } from './errors.ts';
import type { ResticErrorKind } from './errors.ts';
import { failure, wordsOf } from './failure.ts';
import { message, parseJson } from './messages.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

export interface Statistics {
  /** Bytes that the snapshots' data takes in the repository, compressed and without doubles. */
  readonly rawBytes: number;
  /** The same before compression; 0 for a repository format that does not compress. */
  readonly uncompressedBytes: number;
  readonly blobs: number;
  readonly snapshots: number;
}

export async function statistics(repository: Repository, options: RunOptions = {}): Promise<Statistics> {
  const { stdout } = await capture(repository, { ...options, verb: 'stats', argv: ['--mode', 'raw-data'] });
  const parsed = message.statistics.safeParse(parseJson(stdout));
  if (!parsed.success) throw new ResticError('protocol', { command: 'stats', detail: 'its answer cannot be read' });
  return {
    rawBytes: parsed.data.total_size,
    uncompressedBytes: parsed.data.total_uncompressed_size,
    blobs: parsed.data.total_blob_count,
    snapshots: parsed.data.snapshots_count,
  };
}

export interface CheckOptions extends RunOptions {
  /** Also read stored data: `100%`, `5%`, `1/10`, `2G`. Without it only the structure is checked, and a corrupt pack goes unseen. */
  readonly readDataSubset?: string;
  /**
   * Takes no lock, so that backups may begin and end meanwhile: restic reads the list of snapshots first, and what a backup adds to
   * the repository disturbs nothing. For who knows that nothing is removed meanwhile.
   */
  readonly noLock?: boolean;
}

export interface CheckResult {
  readonly healthy: boolean;
  readonly errorCount: number;
  /** Packs whose content is wrong or cannot be read, by full id. */
  readonly brokenPacks: readonly string[];
  readonly damage: CheckDamage;
  /** False where the index could not be read: restic looks at nothing behind it then, and reads no data whatever it was told. */
  readonly sawData: boolean;
  /** False where it complained of more than is kept: then packs and snapshots may be wrong that are not named here. */
  readonly toldAll: boolean;
  /** What restic said about the damage, its last 100 lines. */
  readonly findings: readonly string[];
}

/** A line for each pack that is gone: those of a vault of some terabytes. */
const mostSaid = 64 * 1024 * 1024;

/** Words that make a finding no verdict on the data: it could not be read, now or from here. */
const inconclusive: ReadonlySet<ResticErrorKind | null> = new Set(['unreachable', 'permission', 'locked', 'no-space']);

/**
 * Checks the repository. Damage is an answer, not an exception.
 *
 * @throws ResticError when restic reached no verdict: `unreachable`, `permission`, `locked`, `wrong-password`, `interrupted` …
 */
export async function check(repository: Repository, options: CheckOptions = {}): Promise<CheckResult> {
  const { readDataSubset, noLock = false, ...run } = options;
  const subset = readDataSubset === undefined ? [] : [`--read-data-subset=${readDataSubset}`];
  const argv = [...(noLock ? ['--no-lock'] : []), ...subset];
  const request = { ...run, verb: 'check', argv, accept: [1], stderrLimit: mostSaid };
  const { stdout, stderr, stderrCut, exit } = await capture(repository, request);
  const said = stderr.split('\n').filter((line) => line !== '');
  const findings = said.map(wordsOf).filter((words) => words !== '');
  const summary = message.checkSummary.safeParse(parseJson(stdout.trimEnd().split('\n').at(-1) ?? ''));
  const ending = { command: 'check', exit, said };
  if (!summary.success) throw failure(repository, ending);

  const { num_errors: errorCount } = summary.data;
  if (exit.code === 0) {
    if (errorCount > 0) throw failure(repository, { ...ending, detail: `code 0 with ${errorCount} errors` });
    const damage = readFindings(summary.data, []);
    return { healthy: true, errorCount, brokenPacks: [], damage, sawData: true, toldAll: true, findings: [] };
  }
  const obstacle = findings.map(kindOf).find((kind) => inconclusive.has(kind));
  if (obstacle) throw failure(repository, { ...ending, kind: obstacle });
  // restic counts an error also when it could not begin; only these words are its verdict.
  if (!/repository contains errors/.test(findings.at(-1) ?? '')) throw failure(repository, ending);
  const damage = readFindings(summary.data, findings);
  const brokenPacks = [...new Set([...(summary.data.broken_packs ?? []), ...damage.unreadablePacks])];
  const sawData = !findings.some((words) => words.includes('index is damaged and must be repaired'));
  const toldAll = !stderrCut;
  return { healthy: false, errorCount, brokenPacks, damage, sawData, toldAll, findings: findings.slice(-100) };
}
