import { abandon, bytesOf, readTail } from './collect.ts';
import { exitMeaning } from './exit-codes.ts';
import { failure } from './failure.ts';
import { invoke } from './invoke.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

export interface Asked extends RunOptions {
  readonly verb: string;
  /** What follows the verb. */
  readonly argv: readonly string[];
}

/**
 * What restic says, as it arrives, however much it is. It comes to its end only when restic ended well; leaving it early ends
 * restic in good order first.
 *
 * @throws ResticError of the kind that restic's last words amount to, possibly after some chunks
 */
export async function* output(repository: Repository, asked: Asked): AsyncGenerator<Buffer> {
  const running = invoke(repository, { ...asked, stdout: 'pipe', stderr: 'pipe' });
  const said = readTail(running.stderr);
  let finished = false;
  try {
    yield* bytesOf(running.stdout);
    finished = true;
  } finally {
    if (!finished) await abandon(running);
  }
  const exit = await running.exit;
  const succeeded = exitMeaning(repository.restic.version, exit.code) === 'success';
  if (exit.interrupted || !succeeded) {
    throw failure(repository, { command: asked.verb, exit, said: (await said).split('\n') });
  }
}
