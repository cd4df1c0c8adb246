import { collect } from './collect.ts';
import { inheritedEnvironment } from './env.ts';
import { ResticError } from './errors.ts';
import { launch } from './spawn.ts';
import { formatVersion, isAtLeast, oldestVersion, parseVersion } from './version.ts';
import type { Version } from './version.ts';

export interface Restic {
  /** A path, or a name to be looked up in PATH. */
  readonly path: string;
  readonly version: Version;
}

/**
 * The first candidate that runs and is restic 0.18 or newer.
 *
 * @throws ResticError `version-too-old` when some candidate is a restic but none is new enough, `not-found` when none runs;
 *   its message lists what was tried
 */
export async function findRestic(candidates: readonly string[]): Promise<Restic> {
  const tried: string[] = [];
  let sawOlder = false;
  for (const path of candidates) {
    const version = await versionOf(path);
    if (version !== null && isAtLeast(version, oldestVersion)) return { path, version };
    sawOlder ||= version !== null;
    tried.push(`${path} (${version === null ? 'does not run' : formatVersion(version)})`);
  }
  const detail = `tried ${tried.join(', ') || 'nothing'}`;
  throw new ResticError(sawOlder ? 'version-too-old' : 'not-found', { command: 'version', detail });
}

async function versionOf(path: string): Promise<Version | null> {
  const environment = inheritedEnvironment();
  const running = launch({
    verb: 'version',
    file: path,
    argv: ['version'],
    environment,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const timer = setTimeout(running.interrupt, 10_000);
  const { exit, stdout } = await collect(running, 64 * 1024).finally(() => clearTimeout(timer));
  return exit.code === 0 ? parseVersion(stdout) : null;
}
