import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { drillQueriesSchema } from '../../domain/drill.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { editObjectives, editsObjectives } from '../../domain/objective.ts';
import { objectiveEditFields } from '../../domain/protected-item.ts';
import { protectedItems } from '../../schema/index.ts';
import { itemSecretContext } from '../../sealed-contexts.ts';
import { secretSchema } from '../../sources/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { aroundChange } from '../objective/settle.ts';
import { lockItem } from './lock.ts';

const schema = z.strictObject({
  itemId: idSchema('protectedItem'),
  name: nameSchema(80).optional(),
  password: secretSchema.optional(),
  ...objectiveEditFields,
  /** Replaces all of them. */
  drillQueries: drillQueriesSchema.optional(),
});
const mutation = { name: 'updateItem', action: 'item.write', schema } as const;

/**
 * Changes what is given of an item and leaves the rest. An objective of its own goes before that of its policy. A password replaces the one before: it was changed at the source, or
 * the catalogue was rebuilt from a vault, which holds none. Jobs that begin later use it.
 *
 * @throws NotFoundError; InvalidInputError where nothing is given, a password or queries to a source that takes none, or both an objective and
 *   its removal; ConflictError
 *   ALREADY_EXISTS for a taken name, and what `mutate` throws
 */
export async function updateItem(ctx: Context, request: MutationRequest): Promise<{ itemId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const { itemId, name, password, drillQueries } = input;
    const item = await lockItem(tx, itemId);
    const isOther = editsObjectives(input);
    if ([name, password, drillQueries].every((given) => given === undefined) && !isOther) {
      const message = 'must change something: a name, a password, an objective or the queries of drills';
      throw new InvalidInputError([{ path: 'input', message }]);
    }
    if (password !== undefined && item.kind === 'FILES') {
      throw new InvalidInputError([{ path: 'password', message: 'files ask for no password' }]);
    }
    if (drillQueries && drillQueries.length > 0 && item.kind === 'FILES') {
      throw new InvalidInputError([{ path: 'drillQueries', message: 'are for databases: files answer no queries' }]);
    }
    const objectives = editObjectives(item, input);
    const edited = {
      ...objectives,
      ...(name !== undefined && { name }),
      ...(drillQueries && { drillQueries }),
      ...(password !== undefined && { sealedSecret: ctx.masterKey.seal(password, itemSecretContext(itemId)) }),
    };
    const change = () => tx.update(protectedItems).set(edited).where(eq(protectedItems.id, itemId));
    await (isOther ? aroundChange(ctx, tx, { itemIds: [itemId], change }) : change());
    const changed = [
      ...(name === undefined ? [] : ['name']),
      ...(password === undefined ? [] : ['password']),
      ...(drillQueries === undefined ? [] : ['drillQueries']),
      ...(isOther ? ['objectives'] : []),
    ];
    await audit(ctx, tx, {
      action: 'item.updated',
      subjectId: itemId,
      details: { changed, name: name ?? item.name, ...(isOther && objectives) },
    });
    return { itemId };
  });
}
