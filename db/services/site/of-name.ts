import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { newId } from '../../domain/ids.ts';
import { sites } from '../../schema/index.ts';

/** The id of the site of this name, made where it is missing, in the caller's transaction. Its queues are `ensureSite`'s to make. */
export async function siteOf(tx: Transaction, { name, now }: { name: string; now: Date }): Promise<string> {
  await tx
    .insert(sites)
    .values({ id: newId('site', now), name })
    .onConflictDoNothing({ target: sites.name });
  const [site] = await tx.select({ id: sites.id }).from(sites).where(eq(sites.name, name));
  if (!site) throw new Error(`site ${name} vanished while it was being made`);
  return site.id;
}
