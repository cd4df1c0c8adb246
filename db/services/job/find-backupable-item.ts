import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { protectedItems } from '../../schema/index.ts';

/**
 * An item of which new backups may be made; it stays so until the transaction ends.
 * @throws NotFoundError; ConflictError PROTECTION_STOPPED
 */
export async function findBackupableItem(tx: Transaction, itemId: string) {
  const [item] = await tx.select().from(protectedItems).where(eq(protectedItems.id, itemId)).for('share');
  if (!item) throw new NotFoundError('protected item', itemId);
  if (item.state === 'PROTECTED') return item;
  throw new ConflictError({
    code: 'PROTECTION_STOPPED',
    message: `Protection of ${item.name} is stopped.`,
    cause: 'Someone stopped it; no new backups are made.',
    remedy: 'Resume protection first.',
  });
}
