import { mkdir } from 'node:fs/promises';
import { isOwnershipRefusal } from './classify.ts';
import { ResticError } from './errors.ts';
import { exitMeaning } from './exit-codes.ts';
import { failure } from './failure.ts';
import { readJournal } from './journal.ts';
import type { Journal, ToldError } from './journal.ts';
import { missingBelow } from './landed.ts';
import { message, parseJson } from './messages.ts';
import type { RestoreSummaryMessage } from './messages.ts';
import { escapePattern } from './pattern.ts';
import { lastMatch, runRecorded } from './recorded-run.ts';
import type { RecordOptions } from './recorded-run.ts';
import type { Repository } from './repository.ts';
import type { Exit } from './spawn.ts';

export interface RestoreRequest extends RecordOptions {
  /** Full or shortened id. */
  readonly snapshotId: string;
  /** Restores what is below this directory of the snapshot, as if that were its root. */
  readonly subfolder?: string;
  /** Created when absent, for its owner alone. */
  readonly target: string;
  /** Paths, not patterns, counted from the restored root; each with all that is below it. Everything when absent. */
  readonly includes?: readonly string[];
  /** Read back and compare every restored file. */
  readonly verify: boolean;
  /** Leave holes where files hold zeros. */
  readonly sparse?: boolean;
  /** What to do with files already in the target; `always` unless told. */
  readonly overwrite?: 'always' | 'if-changed' | 'if-newer' | 'never';
}

export interface RestoreSummary {
  readonly totalFiles: number;
  /** Files, directories and links. */
  readonly filesRestored: number;
  readonly filesSkipped: number;
  readonly totalBytes: number;
  readonly bytesRestored: number;
  readonly bytesSkipped: number;
}

export interface RestoreResult {
  readonly summary: RestoreSummary;
  /** What could not be given its owner, the first 100: the content is right. Without root restic does not even try, and says nothing. */
  readonly ownershipWarnings: readonly ToldError[];
  readonly ownershipWarningCount: number;
  /** True when every restored file was read back. restic skips that after any error, also one about owners. */
  readonly verified: boolean;
}

/**
 * Restores a snapshot, or parts of it, into a directory.
 *
 * It resolves only when restic ended with 0, gave a summary and told of no error, and every include is in the target;
 * refused changes of owner alone are let pass as warnings. restic's summary is no proof: on a full disk it counts every file as
 * restored. Where it throws, the target may hold some files, whole or not.
 *
 * @throws ResticError `damaged`, `no-space`, `snapshot-missing`, `path-missing`, `permission`, `interrupted` … or what `onStatus` threw
 */
export async function restore(repository: Repository, request: RestoreRequest): Promise<RestoreResult> {
  const { outputFile, errorFile, target, includes } = request;
  if (includes?.length === 0)
    throw new ResticError('usage', { command: 'restore', detail: 'the list of includes is empty' });
  await makeTarget(target);
  const exit = await runRecorded(repository, { ...request, verb: 'restore', argv: restoreArguments(request) });
  const [summary, journal] = await Promise.all([readSummary(outputFile), readJournal(errorFile, isOwnershipRefusal)]);
  const result = judgeRestore(repository, { exit, summary, journal, verify: request.verify });
  const missing = await missingBelow(target, includes ?? []);
  if (missing.length === 0) return result;
  throw failure(repository, {
    command: 'restore',
    exit,
    said: [],
    kind: 'path-missing',
    detail: missing.slice(0, 5).join(', '),
  });
}

export interface RestoreEvidence {
  readonly exit: Exit;
  readonly summary: RestoreSummary | null;
  readonly journal: Journal;
  readonly verify: boolean;
}

/** Believes a restore only without any error but refused owners. @throws ResticError otherwise */
export function judgeRestore(repository: Repository, evidence: RestoreEvidence): RestoreResult {
  const { exit, summary, journal, verify } = evidence;
  const ending = { command: 'restore', exit, said: journal.lastLines, kinds: journal.kinds };
  const succeeded = exitMeaning(repository.restic.version, exit.code) === 'success';
  const onlyOwners =
    exit.code === 1 &&
    journal.count > 0 &&
    journal.setApart.count === journal.count &&
    /^Fatal: There were \d+ errors\s*$/.test(journal.exitError ?? '');
  if (exit.interrupted || !(succeeded || onlyOwners)) throw failure(repository, ending);
  if (summary === null) throw failure(repository, { ...ending, kind: 'protocol', detail: 'it gave no summary' });
  if (journal.malformed > 0)
    throw failure(repository, { ...ending, kind: 'protocol', detail: 'its errors cannot be read' });
  if (succeeded && journal.count > 0)
    throw failure(repository, { ...ending, detail: `code 0 with ${journal.count} errors` });
  return {
    summary,
    ownershipWarnings: onlyOwners ? journal.setApart.first : [],
    ownershipWarningCount: onlyOwners ? journal.count : 0,
    verified: verify && succeeded,
  };
}

function restoreArguments(request: RestoreRequest): readonly string[] {
  const { snapshotId, subfolder, target, includes = [], verify, sparse = false, overwrite = 'always' } = request;
  if (!/^[0-9a-f]{8,64}$/.test(snapshotId)) {
    throw new ResticError('usage', { command: 'restore', detail: `"${snapshotId}" is no snapshot id` });
  }
  return [
    ...['--target', target, '--overwrite', overwrite],
    ...(verify ? ['--verify'] : []),
    ...(sparse ? ['--sparse'] : []),
    ...includes.flatMap((path) => ['--include', escapePattern(path)]),
    '--',
    subfolder === undefined ? snapshotId : `${snapshotId}:${subfolder}`,
  ];
}

async function makeTarget(target: string): Promise<void> {
  try {
    await mkdir(target, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const kind = code === 'ENOSPC' ? 'no-space' : 'permission';
    throw new ResticError(kind, { command: 'restore', detail: `${target} cannot be created`, cause });
  }
}

function readSummary(file: string): Promise<RestoreSummary | null> {
  return lastMatch(file, (text) => {
    if (!text.includes('"summary"')) return null;
    const parsed = message.restoreSummary.safeParse(parseJson(text));
    return parsed.success ? toSummary(parsed.data) : null;
  });
}

function toSummary(told: RestoreSummaryMessage): RestoreSummary {
  return {
    totalFiles: told.total_files,
    filesRestored: told.files_restored,
    filesSkipped: told.files_skipped,
    totalBytes: told.total_bytes,
    bytesRestored: told.bytes_restored,
    bytesSkipped: told.bytes_skipped,
  };
}
