import type { Writable } from 'node:stream';
import type { RestoreRun } from '../../driver.ts';
import { collectText } from '../collect-text.ts';
import { startProgram } from '../program.ts';
import { restoreFailed } from './errors.ts';
import { toolEnvironment, type Server } from '../server.ts';

/** A call of pg_restore that reads an archive from its standard input. */
export interface RestoreProgram {
  readonly path: string;
  readonly argv: readonly string[];
  readonly server: Server;
}

/** Starts pg_restore; `output` is what it writes, once it has ended well. @throws HoldfastError RESTORE_FAILED by `output` */
export function readRestoreProgram(
  { path, argv, server }: RestoreProgram,
  run: RestoreRun,
): { stdin: Writable; output: Promise<string> } {
  const { signal, marker } = run;
  const program = startProgram({ path, argv, environment: toolEnvironment(server), signal, marker });
  const output = (async () => {
    const [text, ending] = await Promise.all([collectText(program.stdout), program.ended]);
    signal.throwIfAborted();
    if (ending.code !== 0) throw restoreFailed('pg_restore', ending);
    return text;
  })();
  output.catch(() => undefined);
  return { stdin: program.stdin, output };
}
