import { z } from 'zod';
import { ConflictError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { objectiveFields } from '../../domain/protected-item.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { becomeItem } from './become-item.ts';
import { lockSource } from './lock.ts';

const schema = z.strictObject({
  dataSourceId: idSchema('dataSource'),
  vaultId: idSchema('vault'),
  policyId: idSchema('policy'),
  ...objectiveFields,
});
const mutation = { name: 'protectDataSource', action: 'item.write', schema } as const;

/**
 * Puts a registered data source under a policy in a vault, as its name and tags are now: what a person chooses, whatever the rules say.
 * @throws NotFoundError; ConflictError ALREADY_PROTECTED, VAULT_AT_ANOTHER_SITE, BACKUP_TYPE_UNSUPPORTED, ALREADY_EXISTS for a name that
 *   an item has; and what `mutate` throws
 */
export async function protectDataSource(ctx: Context, request: MutationRequest): Promise<{ itemId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { dataSourceId, ...chosen }) => {
    const source = await lockSource(tx, dataSourceId);
    if (source.itemId !== null) throw alreadyProtected(source.name, source.itemId);
    return { itemId: await becomeItem(ctx, tx, { source, decided: { ...chosen, ruleId: null } }) };
  });
}

function alreadyProtected(name: string, itemId: string): ConflictError {
  return new ConflictError({
    code: 'ALREADY_PROTECTED',
    message: `${name} is protected.`,
    cause: `It became ${itemId} before.`,
    remedy: 'Nothing to do; where the protection was stopped, resume it with resumeProtection.',
  });
}
