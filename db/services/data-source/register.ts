import { z } from 'zod';
import { newId, idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { tagsSchema } from '../../domain/protected-item.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { dataSources } from '../../schema/index.ts';
import { sourceSecretContext } from '../../sealed-contexts.ts';
import { givenSourceSchema } from '../../sources/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { chooseSite } from '../site/choose.ts';

const schema = z.strictObject({
  name: nameSchema(80),
  source: givenSourceSchema,
  /** May be left out while there is only one. */
  siteId: idSchema('site').optional(),
  tags: tagsSchema.default({}),
});
const mutation = { name: 'registerDataSource', action: 'item.write', schema } as const;

/**
 * Makes a data source known. It is unprotected until someone protects it, or an assignment rule does, which is looked at at once and
 * whenever rules or the source change. A password is sealed, and given back by nothing.
 * @throws NotFoundError for an unknown site; InvalidInputError where the site must be named; ConflictError ALREADY_EXISTS for a taken
 *   name; and what `mutate` throws
 */
export async function registerDataSource(ctx: Context, request: MutationRequest): Promise<{ dataSourceId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { name, source, siteId: asked, tags }) => {
    const dataSourceId = newId('dataSource', ctx.clock.now());
    const siteId = await chooseSite(tx, asked);
    const secret = 'password' in source ? source.password : undefined;
    const { kind, config } = source;
    await tx.insert(dataSources).values({
      id: dataSourceId,
      name,
      kind,
      config,
      sealedSecret: secret === undefined ? null : ctx.masterKey.seal(secret, sourceSecretContext(dataSourceId)),
      siteId,
      tags,
      nextTryAt: SCHEDULE_NOW,
      // A preview of a rule is of a moment of the same clock.
      createdAt: SCHEDULE_NOW,
    });
    await audit(ctx, tx, {
      action: 'data-source.registered',
      subjectId: dataSourceId,
      details: { name, kind, siteId, tags },
    });
    return { dataSourceId };
  });
}
