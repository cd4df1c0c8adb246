import { collect } from './collect.ts';
import type { Collected } from './collect.ts';
import { ResticError } from './errors.ts';
import { failure } from './failure.ts';
import { invoke } from './invoke.ts';
import { exitMeaning } from './exit-codes.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

const defaultLimit = 64 * 1024 * 1024;

export interface Capture extends RunOptions {
  readonly verb: string;
  readonly argv: readonly string[];
  /** Milliseconds after which a storage that does not answer is given up: restic itself tries for 15 minutes. */
  readonly timeout?: number;
  /** Where restic runs; matters only to the few commands that write where they are. */
  readonly cwd?: string;
  /** Exit codes besides 0 that the caller judges itself. */
  readonly accept?: readonly number[];
  /** How many bytes of the end of its complaints are kept; 64 KiB unless told. */
  readonly stderrLimit?: number;
}

/**
 * Runs restic to its end and gives what it said, at most 64 MiB.
 *
 * @throws ResticError of the kind that what it said amounts to; `unreachable` after the timeout; `protocol` when it said too much
 */
export async function capture(repository: Repository, request: Capture): Promise<Collected> {
  const running = invoke(repository, { ...request, stdout: 'pipe', stderr: 'pipe' });
  let timedOut = false;
  const giveUp = (): void => {
    timedOut = true;
    running.interrupt();
  };
  const timer = request.timeout === undefined ? undefined : setTimeout(giveUp, request.timeout);
  const collected = await collect(running, defaultLimit, request.stderrLimit).finally(() => clearTimeout(timer));

  const ending = { command: request.verb, exit: collected.exit, said: collected.stderr.split('\n') };
  if (collected.overflowed) {
    throw new ResticError('protocol', { command: request.verb, detail: `it said more than ${defaultLimit} bytes` });
  }
  if (timedOut) throw failure(repository, { ...ending, kind: 'unreachable' });
  const succeeded = exitMeaning(repository.restic.version, collected.exit.code) === 'success';
  const accepted = succeeded || (request.accept ?? []).some((code) => code === collected.exit.code);
  if (collected.exit.interrupted || !accepted) throw failure(repository, ending);
  return collected;
}
