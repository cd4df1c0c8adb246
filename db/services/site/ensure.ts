import { eq } from 'drizzle-orm';
import { newId } from '../../domain/ids.ts';
import { createSiteQueues } from '../../queues/boss.ts';
import { sites } from '../../schema/index.ts';
import type { Services } from '../context.ts';

/**
 * The site of this name, made where it is missing; every site has its queues then. Safe at the same time from several processes.
 * @returns the site's id
 */
export async function ensureSite(services: Services, name: string): Promise<string> {
  const row = { id: newId('site', services.clock.now()), name };
  await services.db.insert(sites).values(row).onConflictDoNothing({ target: sites.name });
  const [site] = await services.db.select().from(sites).where(eq(sites.name, name));
  if (!site) throw new Error(`site ${name} vanished while it was being made`);
  // Those of other sites too: a site whose own worker is of an older version lacks the queues that are new.
  const all = await services.db.select({ id: sites.id }).from(sites);
  for (const { id } of all) await createSiteQueues(services.boss, id);
  return site.id;
}
