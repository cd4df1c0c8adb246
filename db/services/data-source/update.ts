import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, InvalidInputError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { tagsSchema } from '../../domain/protected-item.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { dataSources } from '../../schema/index.ts';
import { sourceSecretContext } from '../../sealed-contexts.ts';
import { secretSchema } from '../../sources/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { lockSource, type DataSource } from './lock.ts';

const schema = z.strictObject({
  dataSourceId: idSchema('dataSource'),
  name: nameSchema(80).optional(),
  /** All of them anew. */
  tags: tagsSchema.optional(),
  password: secretSchema.optional(),
});
type Input = z.output<typeof schema>;

const mutation = { name: 'updateDataSource', action: 'item.write', schema } as const;

/**
 * Changes what is given of a data source and leaves the rest. While it is unprotected the rules are looked at anew, at once. Once it has
 * an item, that stays as it is: its name and its tags are its own, and so is its password.
 * @throws NotFoundError; InvalidInputError where nothing is given, or a password to a source that asks for none; ConflictError
 *   SOURCE_PROTECTED for a password that its item has now, ALREADY_EXISTS for a taken name; and what `mutate` throws
 */
export async function updateDataSource(ctx: Context, request: MutationRequest): Promise<{ dataSourceId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const { dataSourceId, name, tags, password } = input;
    const source = await lockSource(tx, dataSourceId);
    assertFits(source, input);
    await tx
      .update(dataSources)
      .set({
        ...(name !== undefined && { name }),
        ...(tags !== undefined && { tags }),
        ...(password !== undefined && {
          sealedSecret: ctx.masterKey.seal(password, sourceSecretContext(dataSourceId)),
        }),
        ...(source.itemId === null && { nextTryAt: SCHEDULE_NOW }),
      })
      .where(eq(dataSources.id, dataSourceId));
    await audit(ctx, tx, {
      action: 'data-source.updated',
      subjectId: dataSourceId,
      details: { name: name ?? source.name, tags: tags ?? source.tags, newPassword: password !== undefined },
    });
    return { dataSourceId };
  });
}

function assertFits(source: DataSource, { name, tags, password }: Input): void {
  if (name === undefined && tags === undefined && password === undefined) {
    throw new InvalidInputError([{ path: 'input', message: 'must change something: name, tags or password' }]);
  }
  if (password === undefined) return;
  if (source.kind === 'FILES') {
    throw new InvalidInputError([{ path: 'password', message: 'files ask for no password' }]);
  }
  if (source.itemId === null) return;
  throw new ConflictError({
    code: 'SOURCE_PROTECTED',
    message: `${source.name} is protected, and its item has the password.`,
    cause: 'What opens a data source moves to its item when it is protected.',
    remedy: `Give the new password to ${source.itemId} with updateItem.`,
  });
}
