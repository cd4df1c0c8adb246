import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { dataSources } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { lockSource } from './lock.ts';
import { endTrouble } from './trouble.ts';

const schema = z.strictObject({ dataSourceId: idSchema('dataSource') });
const mutation = { name: 'removeDataSource', action: 'item.write', schema } as const;

/**
 * Forgets a data source: no rule looks at it any more, and its alert is resolved. The item that it has become stays as it is, with its
 * recovery points, its schedule and its password.
 * @throws NotFoundError, and what `mutate` throws
 */
export async function removeDataSource(ctx: Context, request: MutationRequest): Promise<{ dataSourceId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { dataSourceId }) => {
    const source = await lockSource(tx, dataSourceId);
    await endTrouble(tx, source);
    await tx.delete(dataSources).where(eq(dataSources.id, dataSourceId));
    const { name, kind, itemId } = source;
    await audit(ctx, tx, { action: 'data-source.removed', subjectId: dataSourceId, details: { name, kind, itemId } });
    return { dataSourceId };
  });
}
