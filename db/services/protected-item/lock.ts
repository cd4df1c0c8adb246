import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { NotFoundError } from '../../domain/errors.ts';
import { protectedItems } from '../../schema/index.ts';

/**
 * An item's row, locked until the transaction ends.
 * @throws NotFoundError
 */
export async function lockItem(tx: Transaction, itemId: string) {
  const [item] = await tx.select().from(protectedItems).where(eq(protectedItems.id, itemId)).for('no key update');
  if (!item) throw new NotFoundError('protected item', itemId);
  return item;
}
