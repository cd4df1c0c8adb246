import { installedEngine, prepareEngine } from '@holdfast/db/store/engine';
import type { ServiceAccount } from '@holdfast/db/store/account';
import { StoreError } from '@holdfast/db/store/store-error';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { dirname } from 'node:path';
import { findTool } from '../tools.ts';

/** What makes and runs a scratch server. */
export interface ServerPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** The server's. */
  readonly major: number;
  /** Whose pg_restore fills it. */
  readonly toolsMajor: number;
}

/** Where a copy of Holdfast's own engine goes, should the account not be able to run it in place. */
export interface EnginePlace {
  readonly place: string;
  readonly account: ServiceAccount;
}

/**
 * The programs of the version that the point was made with, where the machine has its server; else Holdfast's own engine, where that is no
 * older: what was dumped from an older server is taken by a newer one.
 * @throws HoldfastError TOOL_MISSING where there is no pg_restore, DRILL_SERVER_MISSING
 */
export async function findServerPrograms(
  folders: readonly string[],
  major: number,
  engine: EnginePlace,
): Promise<ServerPrograms> {
  const toolsMajor = major;
  await findTool(folders, 'pg_restore', toolsMajor);
  const installed = await installedServer(folders, major);
  if (installed) return { ...installed, major, toolsMajor };
  const own = await ownEngine(engine);
  if (!own || own.major < major) throw serverMissing(major, own?.major);
  return { ...own, toolsMajor };
}

async function installedServer(folders: readonly string[], major: number) {
  try {
    const postgres = await findTool(folders, 'postgres', major);
    return { postgres, initdb: await findTool([dirname(postgres)], 'initdb', major) };
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'TOOL_MISSING') return undefined;
    throw error;
  }
}

/** The engine that runs Holdfast's own store, as the account can run it. */
async function ownEngine({ place, account }: EnginePlace) {
  try {
    const log = { info: () => undefined, warn: () => undefined };
    const installed = installedEngine();
    return await prepareEngine({ installed, place: { root: place }, account, throwAway: true, log });
  } catch (error) {
    if (error instanceof StoreError && error.code === 'STORE_ENGINE_MISSING') return undefined;
    throw error;
  }
}

function serverMissing(major: number, own: number | undefined): HoldfastError {
  return new HoldfastError({
    code: 'DRILL_SERVER_MISSING',
    message: `The worker has no PostgreSQL server ${major} or newer to restore to.`,
    cause:
      own === undefined
        ? "Neither the machine's own PostgreSQL nor the one that comes with Holdfast can be used."
        : `The PostgreSQL that comes with Holdfast is ${own}, and an older server does not take what a newer one dumped.`,
    remedy: `Install postgresql-${major} on the worker's machine (it need not run), or name its folder in HOLDFAST_POSTGRESQL.`,
    retryable: false,
    fault: 'USER',
  });
}
