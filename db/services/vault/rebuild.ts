import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import type { RecoveryKit } from '../../domain/recovery-kit.ts';
import { assertMayDo } from '../../domain/rights.ts';
import { NOW } from '../../schema/columns.ts';
import { protectedItems, recoveryPoints, repositories, vaults } from '../../schema/index.ts';
import { repositoryPasswordContext } from '../../sealed-contexts.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { siteOf } from '../site/of-name.ts';
import { explainUniqueViolation } from '../unique-violation.ts';
import { freeName, type FoundPoint } from './found-point.ts';
import { restoreItems, type RestoredItem } from './rebuild-items.ts';
import { restorePoints } from './rebuild-points.ts';

/** A repository of a kit as it was found: opened, listed, and its points read. */
export interface FoundRepository {
  readonly id: string;
  /** The name of its site. */
  readonly site: string;
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
  /** What the vault is called here. */
  readonly name: string;
  /** Whether the store knew the vault before. */
  readonly wasKnown: boolean;
  /** Those of the vault that were put back. */
  readonly items: readonly RestoredItem[];
  /** Recovery points that were put back. */
  readonly points: number;
  /** Points whose jobs the store knows: it has them, or knows why it does not. */
  readonly knownPoints: number;
}

/**
 * Puts what a store lacks of a vault back, all or nothing: the vault itself, its items, policies, ended jobs and recovery points
 * (law 13). What the store has stays as it is, so that it may be done again, and after an older copy of the store was brought
 * back. Passwords are sealed with this store's master key. Ids are those they had, but for recovery points. Points of an
 * unknown policy are kept until someone decides, and retention takes none of any before 30 days are over.
 *
 * @throws NotAuthorizedError; ConflictError REPOSITORY_DIFFERS where the store knows the vault with another repository,
 *   ALREADY_EXISTS where another vault is in its place
 */
export async function rebuildVault(ctx: Context, found: FoundVault): Promise<RebuiltVault> {
  assertMayDo(ctx.actor, 'vault.write');
  try {
    return await ctx.db.transaction((tx) => rebuild(ctx, tx, found));
  } catch (error) {
    throw explainUniqueViolation(error);
  }
}

async function rebuild(ctx: Context, tx: Transaction, found: FoundVault): Promise<RebuiltVault> {
  const { id } = found.vault;
  const { name, wasKnown } = await ensureVault(tx, found.vault);
  const items: RestoredItem[] = [];
  let points = 0;
  for (const repository of found.repositories) {
    const siteId = await ensureRepository(ctx, tx, { vaultId: id, repository });
    items.push(...(await restoreItems(tx, { vaultId: id, siteId, repository })));
    points += await restorePoints(ctx, tx, { repository, siteId });
  }
  const all = found.repositories.reduce((sum, repository) => sum + repository.points.length, 0);
  if (!wasKnown || points > 0) {
    const details = { name, items: items.length, points };
    await audit(ctx, tx, { action: 'vault.rebuilt', subjectId: id, details });
  }
  return { name, wasKnown, items, points, knownPoints: all - points };
}

async function ensureVault(
  tx: Transaction,
  { id, name, region, createdAt, softDeleteDays }: FoundVault['vault'],
): Promise<{ name: string; wasKnown: boolean }> {
  const all = await tx.select({ id: vaults.id, name: vaults.name }).from(vaults);
  const known = all.find((vault) => vault.id === id);
  if (known) {
    await giveADay(tx, id);
    return { name: known.name, wasKnown: true };
  }
  const free = freeName(name, id, new Set(all.map((vault) => vault.name)));
  await tx.insert(vaults).values({ id, name: free, region, softDeleteDays, createdAt: new Date(createdAt) });
  return { name: free, wasKnown: false };
}

/** The store may be an older copy: what it was about to remove may have been wanted again since. */
async function giveADay(tx: Transaction, vaultId: string): Promise<void> {
  await tx
    .update(vaults)
    .set({ nextRetentionAt: sql`now() + interval '1 day'` })
    .where(eq(vaults.id, vaultId));
  const items = tx.select({ id: protectedItems.id }).from(protectedItems).where(eq(protectedItems.vaultId, vaultId));
  await tx
    .update(recoveryPoints)
    .set({ removalSeenAt: null })
    .where(and(inArray(recoveryPoints.itemId, items), isNotNull(recoveryPoints.removalSeenAt)));
}

/** @returns the id of its site */
async function ensureRepository(
  ctx: Context,
  tx: Transaction,
  { vaultId, repository }: { vaultId: string; repository: FoundRepository },
): Promise<string> {
  const { id, location, password, engineId } = repository;
  const [known] = await tx.select().from(repositories).where(eq(repositories.id, id));
  if (known) {
    if (known.vaultId !== vaultId || (known.engineId ?? engineId) !== engineId) throw differs(location);
    return known.siteId;
  }
  const siteId = await siteOf(tx, { name: repository.site, now: ctx.clock.now() });
  const sealedPassword = ctx.masterKey.seal(password, repositoryPasswordContext(id));
  await tx
    .insert(repositories)
    .values({ id, vaultId, siteId, url: location, sealedPassword, engineId, initialisedAt: NOW });
  return siteId;
}

function differs(location: string): ConflictError {
  return new ConflictError({
    code: 'REPOSITORY_DIFFERS',
    message: `The repository in ${location} is not the one that this store knows for the vault.`,
    cause: 'Another repository lies there, or the kit is of another vault.',
    remedy: 'Name the folder of the repository that belongs to this kit, with --at.',
  });
}
