import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { protectedItems } from '../../schema/index.ts';
import { itemSecretContext } from '../../sealed-contexts.ts';
import { secretSchema } from '../../sources/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({
  itemId: idSchema('protectedItem'),
  name: nameSchema(80).optional(),
  password: secretSchema.optional(),
});
const mutation = { name: 'updateItem', action: 'item.write', schema } as const;

/**
 * Changes what is given of an item and leaves the rest. A password replaces the one before: it was changed at the source, or
 * the catalogue was rebuilt from a vault, which holds none. Jobs that begin later use it.
 *
 * @throws NotFoundError; InvalidInputError where nothing is given, or a password to a source that asks for none; ConflictError
 *   ALREADY_EXISTS for a taken name, and what `mutate` throws
 */
export async function updateItem(ctx: Context, request: MutationRequest): Promise<{ itemId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId, name, password }) => {
    const [item] = await tx.select().from(protectedItems).where(eq(protectedItems.id, itemId));
    if (!item) throw new NotFoundError('protected item', itemId);
    if (name === undefined && password === undefined) {
      throw new InvalidInputError([{ path: 'input', message: 'must change something: a name or a password' }]);
    }
    if (password !== undefined && item.kind === 'FILES') {
      throw new InvalidInputError([{ path: 'password', message: 'files ask for no password' }]);
    }
    await tx
      .update(protectedItems)
      .set({
        ...(name !== undefined && { name }),
        ...(password !== undefined && { sealedSecret: ctx.masterKey.seal(password, itemSecretContext(itemId)) }),
      })
      .where(eq(protectedItems.id, itemId));
    const changed = [...(name === undefined ? [] : ['name']), ...(password === undefined ? [] : ['password'])];
    await audit(ctx, tx, { action: 'item.updated', subjectId: itemId, details: { changed, name: name ?? item.name } });
    return { itemId };
  });
}
