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
import { secretSchema, type SourceKind } from '../../sources/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { lockObjectives } from '../objective/lock.ts';
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
type Input = z.output<typeof schema>;

const mutation = { name: 'updateItem', action: 'item.write', schema } as const;

/**
 * Changes what is given of an item and leaves the rest. An objective of its own goes before that of its policy. A password replaces the one
 * before: it was changed at the source, or the catalogue was rebuilt from a vault, which holds none. Jobs that begin later use it.
 *
 * @throws NotFoundError; InvalidInputError where nothing is given, a password or queries to a source that takes none, or both an objective and
 *   its removal; ConflictError ALREADY_EXISTS for a taken name, and what `mutate` throws
 */
export async function updateItem(ctx: Context, request: MutationRequest): Promise<{ itemId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const { itemId, name, password, drillQueries } = input;
    if (editsObjectives(input)) await lockObjectives(tx, [itemId]);
    const item = await lockItem(tx, itemId);
    const changed = assertFits(input, item.kind);
    const objectives = editObjectives(item, input);
    const edited = {
      ...objectives,
      ...(name !== undefined && { name }),
      ...(drillQueries && { drillQueries }),
      ...(password !== undefined && { sealedSecret: ctx.masterKey.seal(password, itemSecretContext(itemId)) }),
    };
    const change = () => tx.update(protectedItems).set(edited).where(eq(protectedItems.id, itemId));
    const isPromise = changed.includes('objectives');
    await (isPromise ? aroundChange(ctx, tx, { itemIds: [itemId], change }) : change());
    await audit(ctx, tx, {
      action: 'item.updated',
      subjectId: itemId,
      details: { changed, name: name ?? item.name, ...(isPromise && objectives) },
    });
    return { itemId };
  });
}

/** @returns what is given, by name @throws InvalidInputError where that is nothing, or not for this kind */
function assertFits(input: Input, kind: SourceKind): string[] {
  const { name, password, drillQueries } = input;
  const given = Object.entries({ name, password, drillQueries }).flatMap(([field, value]) =>
    value === undefined ? [] : [field],
  );
  if (editsObjectives(input)) given.push('objectives');
  if (given.length === 0) {
    const message = 'must change something: a name, a password, an objective or the queries of drills';
    throw new InvalidInputError([{ path: 'input', message }]);
  }
  if (password !== undefined && kind === 'FILES') {
    throw new InvalidInputError([{ path: 'password', message: 'files ask for no password' }]);
  }
  if (drillQueries && drillQueries.length > 0 && kind === 'FILES') {
    throw new InvalidInputError([{ path: 'drillQueries', message: 'are for databases: files answer no queries' }]);
  }
  return given;
}
