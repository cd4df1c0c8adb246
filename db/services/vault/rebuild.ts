import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { newestItems, type FoundPoint } from './found-point.ts';
import type { RecoveryKit } from '../../domain/recovery-kit.ts';
import { assertMayDo } from '../../domain/rights.ts';
import { NOW } from '../../schema/columns.ts';
import { repositories, vaults } from '../../schema/index.ts';
import { repositoryPasswordContext } from '../../sealed-contexts.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { explainUniqueViolation } from '../unique-violation.ts';
import { restoreItems } from './rebuild-items.ts';
import { restorePoints } from './rebuild-points.ts';

/** A repository of a kit as it was found: opened, listed, and its points read. */
export interface FoundRepository {
  readonly id: string;
  readonly siteId: string;
  readonly location: string;
  readonly password: string;
  /** The engine's own id. */
  readonly engineId: string;
  readonly points: readonly FoundPoint[];
}

export interface FoundVault {
  readonly vault: RecoveryKit['vault'];
  readonly repositories: readonly FoundRepository[];
}

export interface RebuiltVault {
  readonly items: number;
  readonly points: number;
  /** Names of items whose source asks for a secret, which must be given again before they can be backed up. */
  readonly withoutSecret: readonly string[];
}

/**
 * Puts a vault with its items, policies, ended jobs and recovery points into a store that does not know it, all or nothing
 * (law 13). Passwords are sealed with this store's master key. Ids are those they had, but for recovery points. Points of
 * an unknown policy are kept until someone decides.
 *
 * @throws NotAuthorizedError; ConflictError ALREADY_EXISTS for a vault or place that the store knows
 */
export async function rebuildVault(ctx: Context, found: FoundVault): Promise<RebuiltVault> {
  assertMayDo(ctx.actor, 'vault.write');
  try {
    return await ctx.db.transaction((tx) => rebuild(ctx, tx, found));
  } catch (error) {
    throw explainUniqueViolation(error);
  }
}

async function rebuild(
  ctx: Context,
  tx: Transaction,
  { vault, repositories: found }: FoundVault,
): Promise<RebuiltVault> {
  const { id, name, region } = vault;
  const [known] = await tx.select({ name: vaults.name }).from(vaults).where(eq(vaults.id, id));
  if (known) throw alreadyKnown(known.name);
  await tx.insert(vaults).values({ id, name, region, createdAt: new Date(vault.createdAt) });
  const withoutSecret: string[] = [];
  let items = 0;
  let points = 0;
  for (const repository of found) {
    await insertRepository(ctx, tx, { vaultId: id, repository });
    const newest = newestItems(repository.points);
    const restored = await restoreItems(ctx, tx, { vaultId: id, repository, newest });
    await restorePoints(ctx, tx, { repository, items: restored });
    items += newest.size;
    points += repository.points.length;
    withoutSecret.push(...[...restored.values()].filter((item) => item.lacksSecret).map((item) => item.name));
  }
  await audit(ctx, tx, { action: 'vault.rebuilt', subjectId: id, details: { name, items, points } });
  return { items, points, withoutSecret };
}

async function insertRepository(
  ctx: Context,
  tx: Transaction,
  { vaultId, repository }: { vaultId: string; repository: FoundRepository },
): Promise<void> {
  const { id, siteId, location, password, engineId } = repository;
  await tx.insert(repositories).values({
    id,
    vaultId,
    siteId,
    url: location,
    sealedPassword: ctx.masterKey.seal(password, repositoryPasswordContext(id)),
    engineId,
    initialisedAt: NOW,
  });
}

function alreadyKnown(name: string): ConflictError {
  return new ConflictError({
    code: 'ALREADY_EXISTS',
    message: `This store already knows the vault ${name}.`,
    cause: 'It was made here, or its catalogue was rebuilt before.',
    remedy: 'Nothing to do: its recovery points are there.',
  });
}
