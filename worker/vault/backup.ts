import { errorsOf, judgeBackup, toSummary } from './backup-verdict.ts';
import type { BackupErrors, BackupResult, BackupSummary } from './backup-verdict.ts';
import { isStoredAgain } from './classify.ts';
import { commandWordsFile, lastWordsOfCommand } from './command-words.ts';
import { ResticError } from './errors.ts';
import { privateVariables } from './invoke.ts';
import { readJournal } from './journal.ts';
import { message, parseJson } from './messages.ts';
import { lastMatch, runRecorded } from './recorded-run.ts';
import type { RecordOptions } from './recorded-run.ts';
import type { Repository } from './repository.ts';
import { checkSource, sourceArguments } from './source.ts';
import type { Source } from './source.ts';

export interface BackupRequest extends RecordOptions {
  readonly source: Source;
  readonly tags: readonly string[];
  readonly host: string;
  /** restic's exclude patterns, as they are. */
  readonly excludes?: readonly string[];
  /** Further flags of `restic backup`, such as `--parent` or `--ignore-inode`. */
  readonly extraArguments?: readonly string[];
}

/**
 * Stores a source as one new snapshot.
 *
 * It resolves only when restic's exit code, its summary and its errors agree that a snapshot was stored. What could not be
 * read is in `errors`: the snapshot is there without it; so is what a list names and was gone when restic came to it. Where it throws, `snapshotId` names what the run may have left.
 *
 * @throws ResticError `source-missing`, `command-failed`, `interrupted`, `no-space`, `locked`, `protocol` … or what `onStatus` threw
 */
export async function backup(repository: Repository, request: BackupRequest): Promise<BackupResult> {
  const { source, outputFile, errorFile } = request;
  checkTags(request.tags);
  await checkSource(source, repository.secrets.reveal().environment);
  const exit = await runRecorded(repository, {
    ...request,
    verb: 'backup',
    argv: backupArguments(repository, request),
    ...(source.kind === 'command' ? { environment: source.environment ?? {} } : { cwd: source.cwd }),
  });
  const [summary, journal, commandSaid] = await Promise.all([
    readSummary(outputFile),
    readJournal(errorFile, isStoredAgain),
    lastWordsOfCommand(errorFile),
  ]);
  return judgeBackup(repository, { exit, summary, journal, commandSaid, named: source.kind === 'paths' });
}

export interface FoundBackup {
  /** True when restic reported a stored snapshot before it ended. */
  readonly complete: boolean;
  readonly summary: BackupSummary | null;
  readonly errors: BackupErrors;
  /** Sources that restic passed over: with any of these the snapshot is not what was asked for. */
  readonly skippedSources: readonly string[];
  /** restic's last word, where it gave one. */
  readonly exitError: string | null;
}

/** What a finished or killed run left in its files; a missing file and a half-written last line are no errors. */
export async function readBackupFiles(files: {
  readonly outputFile: string;
  readonly errorFile: string;
}): Promise<FoundBackup> {
  const [summary, journal] = await Promise.all([
    readSummary(files.outputFile),
    readJournal(files.errorFile, isStoredAgain),
  ]);
  return {
    complete: summary !== null,
    summary,
    errors: errorsOf(journal),
    skippedSources: journal.skippedSources,
    exitError: journal.exitError,
  };
}

function readSummary(file: string): Promise<BackupSummary | null> {
  return lastMatch(file, (text) => {
    if (!text.includes('"summary"')) return null;
    const parsed = message.backupSummary.safeParse(parseJson(text));
    return parsed.success ? toSummary(parsed.data) : null;
  });
}

function backupArguments(repository: Repository, request: BackupRequest): readonly string[] {
  const { source, tags, host, excludes = [], extraArguments = [], errorFile } = request;
  return [
    ...tags.flatMap((tag) => ['--tag', tag]),
    '--host',
    host,
    ...excludes.flatMap((pattern) => ['--exclude', pattern]),
    ...extraArguments,
    ...sourceArguments(source, {
      privateVariables: privateVariables(repository),
      wordsFile: commandWordsFile(errorFile),
    }),
  ];
}

/** restic splits tags at commas and drops empty ones without a word. */
function checkTags(tags: readonly string[]): void {
  const bad = tags.find((tag) => tag === '' || tag.includes(',') || tag.trim() !== tag);
  if (bad !== undefined) throw new ResticError('usage', { command: 'backup', detail: `"${bad}" cannot be a tag` });
}
