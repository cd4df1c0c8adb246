import { asc, eq } from 'drizzle-orm';
import { NotFoundError } from '../../domain/errors.ts';
import { howToUse, recoveryKitSchema, type RecoveryKit } from '../../domain/recovery-kit.ts';
import { assertMayDo } from '../../domain/rights.ts';
import { repositories, sites, vaults } from '../../schema/index.ts';
import { repositoryPasswordContext } from '../../sealed-contexts.ts';
import type { Context } from '../context.ts';

/**
 * A vault's recovery kit with its passwords unsealed: never to be logged, answered or queued (law 10).
 * @throws NotAuthorizedError, NotFoundError; HoldfastError SEALED_VALUE_UNREADABLE
 */
export async function recoveryKit(ctx: Context, vaultId: string): Promise<RecoveryKit> {
  assertMayDo(ctx.actor, 'vault.write');
  const [vault] = await ctx.db.select().from(vaults).where(eq(vaults.id, vaultId));
  if (!vault) throw new NotFoundError('vault', vaultId);
  const rows = await ctx.db
    .select({ repository: repositories, site: sites.name })
    .from(repositories)
    .innerJoin(sites, eq(sites.id, repositories.siteId))
    .where(eq(repositories.vaultId, vaultId))
    .orderBy(asc(repositories.id));
  return recoveryKitSchema.parse({
    format: 'holdfast-recovery-kit',
    version: 1,
    madeAt: ctx.clock.now().toISOString(),
    howTo: howToUse(vault.name),
    vault: {
      ...{ id: vault.id, name: vault.name, region: vault.region, createdAt: vault.createdAt.toISOString() },
      softDeleteDays: vault.softDeleteDays,
    },
    repositories: rows.map(({ repository: { id, url, sealedPassword }, site }) => ({
      id,
      site,
      location: url,
      password: ctx.masterKey.open(sealedPassword, repositoryPasswordContext(id)),
    })),
  });
}
