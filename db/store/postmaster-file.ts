import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { processIdentity } from './process-table.ts';
import { systemCode } from './store-error.ts';

/** What a server writes into `postmaster.pid` (miscadmin.h of PostgreSQL: LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** It accepts connections; before, it is starting or recovering. */
  readonly ready: boolean;
}

/** Undefined for a file that is not complete yet: the server writes it line by line. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0) return undefined;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/** Undefined when there is no file or only a part of one. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | undefined> {
  try {
    return parsePostmasterFile(await readFile(join(data, 'postmaster.pid'), 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Removes a dead server's file that would keep a new one from starting: its pid now belongs to another program, or a
 * power cut left it empty. Must be called when no server runs over `data`; the file of a pid that is free PostgreSQL
 * judges itself.
 */
export async function removeStalePostmasterFile(data: string): Promise<void> {
  const file = await readPostmasterFile(data);
  if (file === undefined || processIdentity(file.pid) !== undefined)
    await rm(join(data, 'postmaster.pid'), { force: true });
}
