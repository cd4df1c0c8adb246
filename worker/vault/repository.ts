import type { Restic } from './find.ts';
import { ResticError } from './errors.ts';
import { Secret } from './secret.ts';

export interface RepositoryOptions {
  readonly restic: Restic;
  /** As restic writes it: a directory, `s3:https://…`, `rest:https://…`, `sftp:…`. May hold credentials. */
  readonly location: string;
  readonly password: string;
  /** What the storage needs (AWS_ACCESS_KEY_ID …); reaches restic and nothing it starts. */
  readonly environment?: Readonly<Record<string, string>>;
  /** restic's cache of this repository's metadata; created when absent. */
  readonly cacheDirectory: string;
  /** How long a run waits for a lock that another process holds, in milliseconds; 0 unless told. */
  readonly retryLockMs?: number;
  /** Global flags for every run, such as `--limit-upload` or `-o s3.region=…`. They are visible in the process list. */
  readonly globalArguments?: readonly string[];
}

/** How to reach one repository. Safe to print: what is secret stays hidden. */
export interface Repository {
  readonly restic: Restic;
  readonly cacheDirectory: string;
  readonly retryLockMs: number;
  readonly globalArguments: readonly string[];
  readonly secrets: Secret<RepositorySecrets>;
}

export interface RepositorySecrets {
  readonly location: string;
  readonly password: string;
  readonly environment: Readonly<Record<string, string>>;
}

const ours = /^RESTIC_(?:PASSWORD|REPOSITORY|CACHE_DIR|PROGRESS_FPS|RUN_MARKER|KEY_HINT)/;

/**
 * Describes a repository; nothing is run and nothing is touched.
 *
 * @throws ResticError `usage` for a password that restic would read differently from its different inputs (several lines,
 *   blanks at its ends, none at all), an empty location, or an environment that sets what this package sets
 */
export function openRepository(options: RepositoryOptions): Repository {
  const { restic, location, password, environment = {}, cacheDirectory, retryLockMs = 0 } = options;
  if (location === '') throw usage('the location is empty');
  if (password === '') throw usage('the password is empty');
  if (password.trim() !== password) throw usage('the password begins or ends with a blank');
  if (/[\r\n\0]/.test(password)) throw usage('the password holds a line break');
  const taken = Object.keys(environment).find((name) => ours.test(name));
  if (taken !== undefined) throw usage(`the environment must not set ${taken}`);
  const secrets = new Secret({ location, password, environment });
  return { restic, cacheDirectory, retryLockMs, globalArguments: options.globalArguments ?? [], secrets };
}

function usage(detail: string): ResticError {
  return new ResticError('usage', { command: 'open', detail });
}
