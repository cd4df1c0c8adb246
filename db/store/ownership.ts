import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeDurably } from './durable-file.ts';
import type { StorePlace } from './place.ts';
import { processIdentity } from './process-table.ts';
import { systemCode } from './store-error.ts';

const ownerShape = z.object({ pid: z.int().positive(), identity: z.string() });

/** Writes down that this process ends the server. Must be called under the store's lock. */
export async function becomeOwner(place: StorePlace): Promise<void> {
  const owner = { pid: process.pid, identity: processIdentity(process.pid) };
  await writeDurably(place.owner, `${JSON.stringify(owner)}\n`, 0o600);
}

/** Whether the process that was last written down as owner still lives. */
export async function ownerLives(place: StorePlace): Promise<boolean> {
  try {
    const { pid, identity } = ownerShape.parse(JSON.parse(await readFile(place.owner, 'utf8')));
    return processIdentity(pid) === identity;
  } catch (error) {
    // A server without a readable owner was started by a process that died before it wrote itself down.
    if (systemCode(error) === 'ENOENT' || systemCode(error) === '') return false;
    throw error;
  }
}
