import { capture } from './capture.ts';
import { ResticError } from './errors.ts';
import { message, parseJson } from './messages.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

export interface IdentityOptions extends RunOptions {
  /** Milliseconds to wait for the storage; one minute unless told. */
  readonly timeout?: number;
}

const patience = 60_000;

/**
 * Makes a new repository at the location.
 * After `unreachable` or `interrupted` parts of one may be there.
 *
 * @throws ResticError `repository-exists`, `unreachable`, `permission`, `no-space`
 */
export async function initialise(
  repository: Repository,
  options: IdentityOptions = {},
): Promise<{ readonly id: string }> {
  const { stdout } = await capture(repository, { timeout: patience, ...options, verb: 'init', argv: [] });
  const parsed = message.initialised.safeParse(parseJson(stdout));
  if (!parsed.success) throw new ResticError('protocol', { command: 'init', detail: 'it gave no repository id' });
  return { id: parsed.data.id };
}

export interface Identity {
  readonly id: string;
  /** The version of the repository's format. */
  readonly version: number;
}

/**
 * Opens the repository with its password and tells which one it is. Takes no lock.
 *
 * @throws ResticError `repository-missing`, `wrong-password`, `damaged`, `unreachable`
 */
export async function identify(repository: Repository, options: IdentityOptions = {}): Promise<Identity> {
  const { stdout } = await capture(repository, {
    timeout: patience,
    ...options,
    verb: 'cat',
    argv: ['--no-lock', 'config'],
  });
  const parsed = message.config.safeParse(parseJson(stdout));
  if (!parsed.success) throw new ResticError('protocol', { command: 'cat', detail: 'it gave no repository id' });
  return { id: parsed.data.id, version: parsed.data.version };
}
