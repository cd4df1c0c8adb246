import { z } from 'zod';
import { ROLES } from '../../domain/actor.ts';
import { newId } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { principals } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const schema = z.strictObject({ name: nameSchema(80), role: z.enum(ROLES), isService: z.boolean().default(false) });
const mutation = { name: 'createPrincipal', action: 'access.write', schema } as const;

/**
 * Makes someone, or something, that can be given tokens and Slack identities. The role is what all of them act with.
 * @throws ConflictError ALREADY_EXISTS for a taken name, and what `mutate` throws
 */
export async function createPrincipal(ctx: Context, request: MutationRequest): Promise<{ principalId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const principalId = newId('principal', ctx.clock.now());
    await tx.insert(principals).values({ id: principalId, ...input });
    await audit(ctx, tx, { action: 'access.principal-created', subjectId: principalId, details: input });
    return { principalId };
  });
}
