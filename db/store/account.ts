import { stat } from 'node:fs/promises';
import { run } from './command.ts';
import { StoreError, systemCode } from './store-error.ts';

/** The operating system's user that the server runs as and that owns its data. */
export interface ServiceAccount {
  readonly uid: number;
  readonly gid: number;
  /** We are root and have to switch to it: PostgreSQL refuses to run as root. */
  readonly differs: boolean;
}

/** In this order; `nobody` is on every machine. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * The account for the data in `data`. Not root: ourselves. Root: whoever owns the data already, so that a `postgres`
 * user who appears later changes nothing; for new data `postgres` where there is one, else `nobody`.
 */
export async function serviceAccount(data: string): Promise<ServiceAccount> {
  const uid = process.geteuid?.() ?? 0;
  const gid = process.getegid?.() ?? 0;
  if (uid !== 0) return { uid, gid, differs: false };
  const owner = await ownerOf(data);
  if (owner === undefined) return accountByName();
  if (owner.uid === 0) throw ownedByRoot(data);
  return { ...owner, differs: true };
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function accountByName(): Promise<ServiceAccount> {
  // getent ends with 2 when one of the names is unknown; what it found is printed all the same.
  const { output } = await run({ program: 'getent', args: ['passwd', ...CANDIDATES] });
  const entries = output.split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const entry = entries.find((fields) => fields[0] === name);
    const uid = Number(entry?.[2]);
    const gid = Number(entry?.[3]);
    if (Number.isInteger(uid) && uid > 0 && Number.isInteger(gid)) return { uid, gid, differs: true };
  }
  throw new StoreError({
    code: 'STORE_TOOL_MISSING',
    message: 'There is no user that the embedded store could run as.',
    cause: 'Holdfast runs as root, PostgreSQL refuses to, and neither the user postgres nor nobody exists here.',
    remedy: 'Create a user postgres, or run Holdfast as a user of its own, or set DATABASE_URL.',
    retryable: false,
    fault: 'USER',
  });
}

function ownedByRoot(data: string): StoreError {
  return new StoreError({
    code: 'STORE_HOME_UNREACHABLE',
    message: `The store's data in ${data} belongs to root.`,
    cause: 'PostgreSQL refuses to run as root, and it must own its data. The owner was changed from outside.',
    remedy: `Give the folder back to the user it was made for: chown -R postgres ${data} (or nobody, where there is no user postgres).`,
    retryable: false,
    fault: 'USER',
  });
}
