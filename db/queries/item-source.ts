import { eq } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { protectedItems } from '../schema/index.ts';

/** What an item's source is opened with; undefined for an id that names no item. */
export async function findItemSource(db: Database, itemId: string) {
  const { id, kind, config, sealedSecret } = protectedItems;
  const [found] = await db.select({ id, kind, config, sealedSecret }).from(protectedItems).where(eq(id, itemId));
  return found;
}
