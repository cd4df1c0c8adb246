import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { newId } from '../../domain/ids.ts';
import { principals } from '../../schema/index.ts';
import { writeDurably } from '../../store/durable-file.ts';
import type { Services } from '../context.ts';
import { issueToken } from './issue-token.ts';

/** Any number that no one else locks on. */
const BOOTSTRAP_LOCK = 4_400_002;
const OWNER_ALONE = 0o600;

/**
 * On the first start of a store makes the principal `admin` and a token, and writes the token into a file that only the
 * user who runs Holdfast can read. Safe at the same time from several processes. The file is whole and on disk before the
 * token counts, so that a crash in between leaves a file of no use, never an administrator whom nobody can be.
 *
 * @returns the file's path, or undefined where there are principals already
 */
export async function bootstrapAdmin(services: Services, home: string): Promise<string | undefined> {
  return services.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${BOOTSTRAP_LOCK})`);
    const [someone] = await tx.select({ id: principals.id }).from(principals).limit(1);
    if (someone) return undefined;
    const text = await makeAdmin(services, tx);
    await mkdir(home, { recursive: true });
    const path = join(home, 'admin-token');
    await writeDurably(path, `${text}\n`, OWNER_ALONE);
    return path;
  });
}

async function makeAdmin(services: Services, tx: Transaction): Promise<string> {
  const principalId = newId('principal', services.clock.now());
  await tx.insert(principals).values({ id: principalId, name: 'admin', role: 'ADMIN' });
  const setup = { ...services, actor: { type: 'system', component: 'setup' } } as const;
  const issued = await issueToken(setup, tx, { principalId, name: 'first start', scopes: [] });
  return issued.text;
}
