import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asc } from 'drizzle-orm';
import { fingerprint } from '../../domain/fingerprint.ts';
import { recoveryKitSchema, type RecoveryKit } from '../../domain/recovery-kit.ts';
import { vaults } from '../../schema/index.ts';
import { writeDurably } from '../../store/durable-file.ts';
import { audit } from '../audit.ts';
import type { Context, Services } from '../context.ts';
import { recoveryKit } from './recovery-kit.ts';

const OWNER_ALONE = 0o600;
const FOLDER_OF_OWNER = 0o700;

/** Where a vault's recovery kit is. */
export interface KeptKit {
  readonly path: string;
  /** Whether it was written just now: it was not there, could not be read, or said something else. */
  readonly isNew: boolean;
}

/**
 * Sees to it that a vault's recovery kit is in a file under the home that only the user who runs Holdfast can read, and that it
 * says what the store says. What is written is audited.
 * @throws NotAuthorizedError, NotFoundError; HoldfastError SEALED_VALUE_UNREADABLE; the file system's errors
 */
export async function keepRecoveryKit(ctx: Context, home: string, vaultId: string): Promise<KeptKit> {
  const folder = join(home, 'recovery-kits');
  const path = join(folder, `${vaultId}.json`);
  const kit = await recoveryKit(ctx, vaultId);
  const kept = await readKept(path);
  if (kept && opens(kept) === opens(kit)) return { path, isNew: false };
  await mkdir(folder, { recursive: true, mode: FOLDER_OF_OWNER });
  await chmod(folder, FOLDER_OF_OWNER);
  await ctx.db.transaction(async (tx) => {
    await audit(ctx, tx, { action: 'vault.recovery-kit-made', subjectId: vaultId });
    await writeDurably(path, `${JSON.stringify(kit, null, 2)}\n`, OWNER_ALONE);
  });
  return { path, isNew: true };
}

/** What became of a vault's kit at a start. */
export interface KitOutcome {
  readonly vaultName: string;
  /** Absent where it could not be written. */
  readonly kept?: KeptKit;
  readonly error?: unknown;
}

/**
 * Sees to the kits of all vaults: of those made before there were kits, by a gateway that died in between, or moved since. One
 * that cannot be written keeps nobody from working: it is told.
 */
export async function keepRecoveryKits(services: Services, home: string): Promise<readonly KitOutcome[]> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'setup' } };
  const outcomes: KitOutcome[] = [];
  for (const { id, name: vaultName } of await services.db.select().from(vaults).orderBy(asc(vaults.id))) {
    try {
      outcomes.push({ vaultName, kept: await keepRecoveryKit(ctx, home, id) });
    } catch (error) {
      outcomes.push({ vaultName, error });
    }
  }
  return outcomes;
}

/** What of a kit opens its vault. */
function opens({ vault, repositories }: RecoveryKit): string {
  return fingerprint({ vault, repositories });
}

/** Undefined where there is none, or none that can be read. */
async function readKept(path: string): Promise<RecoveryKit | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return recoveryKitSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
