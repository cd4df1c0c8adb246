import type { z } from 'zod';
import { protectInputSchema } from '../../domain/protected-item.ts';
import { givenSourceSchema } from '../../sources/index.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { putUnderPolicy } from './put-under-policy.ts';

const schema = protectInputSchema.extend({ source: givenSourceSchema }) satisfies z.ZodType;
const mutation = { name: 'protectItem', action: 'item.write', schema } as const;

/**
 * Puts a data source under a policy in a vault. The item stays in the vault's repository for good. Whether the source can
 * be reached and may be read shows with the first backup: only the site's worker can tell. A password is sealed, and given
 * back by nothing.
 *
 * @throws NotFoundError for an unknown vault or policy; ConflictError ALREADY_EXISTS for a taken name,
 *   BACKUP_TYPE_UNSUPPORTED where the policy has a rule that the kind cannot follow; and what `mutate` throws
 */
export async function protectItem(ctx: Context, request: MutationRequest): Promise<{ itemId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { source, ...rest }) => {
    const secret = 'password' in source ? source.password : undefined;
    const { kind, config } = source;
    return { itemId: await putUnderPolicy(ctx, tx, { ...rest, kind, config, secret }) };
  });
}
