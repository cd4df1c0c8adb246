import { inheritedEnvironment } from './env.ts';
import type { Repository } from './repository.ts';
import { launch } from './spawn.ts';
import type { RunOptions, Running } from './spawn.ts';

export interface Invocation extends RunOptions {
  readonly verb: string;
  /** What follows the verb. */
  readonly argv: readonly string[];
  /** Added to what the repository needs; set by the caller of one run. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdout: 'pipe' | number;
  readonly stderr: 'pipe' | number;
}

/** Starts one restic run on a repository. Where the repository is and its password are not in the arguments. */
export function invoke(repository: Repository, invocation: Invocation): Running {
  const { location, password, environment } = repository.secrets.reveal();
  return launch({
    ...invocation,
    file: repository.restic.path,
    argv: [invocation.verb, ...globalArguments(repository), ...invocation.argv],
    environment: {
      ...inheritedEnvironment(),
      ...environment,
      ...invocation.environment,
      RESTIC_REPOSITORY: location,
      RESTIC_PROGRESS_FPS: '1',
    },
    input: `${password}\n`,
  });
}

/** The names of the variables that a command started by restic must not see. */
export function privateVariables(repository: Repository): readonly string[] {
  return [...Object.keys(repository.secrets.reveal().environment), 'RESTIC_REPOSITORY', 'RESTIC_PROGRESS_FPS'];
}

/** What must never be shown of a run. */
export function secretsOf(repository: Repository): readonly string[] {
  const { password, environment } = repository.secrets.reveal();
  return [password, ...Object.values(environment)];
}

function globalArguments({ cacheDirectory, retryLockMs, globalArguments: others }: Repository): readonly string[] {
  const patience = retryLockMs > 0 ? ['--retry-lock', `${Math.ceil(retryLockMs)}ms`] : [];
  return ['--json', '--cache-dir', cacheDirectory, ...patience, ...others];
}
