import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolMissing } from './errors.ts';

const run = promisify(execFile);

/** PostgreSQL's programs that the driver runs. */
export type Tool = 'pg_dump' | 'pg_dumpall' | 'pg_restore' | 'initdb' | 'postgres';

/**
 * The path of a program of the server's own version: an older one refuses the server, a newer one writes what the server
 * may not read back.
 * @param major the server's, as 15
 * @throws HoldfastError TOOL_MISSING
 */
export async function findTool(folders: readonly string[], tool: Tool, major: number): Promise<string> {
  for (const folder of folders) {
    const path = join(folder, tool);
    if ((await majorOf(path)) === major) return path;
  }
  throw toolMissing(tool, major);
}

/** Undefined where there is no such program that runs. */
async function majorOf(path: string): Promise<number | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}
