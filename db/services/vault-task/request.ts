import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { NotFoundError, type ConflictError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import type { Transaction } from '../../client.ts';
import { vaults } from '../../schema/index.ts';
import { audit, type AuditAction } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type Mutation, type MutationRequest } from '../mutation.ts';
import { queueVaultTask } from './queue.ts';
import type { VaultTask } from './vault-task.ts';

/** What whoever asks for such work says at least. */
export const vaultTaskSchema = z.strictObject({ vaultId: idSchema('vault') });

/** How a person asks for such work. */
export interface VaultTaskRequest<S extends z.ZodType<z.output<typeof vaultTaskSchema>>> extends MutationRequest {
  readonly task: VaultTask;
  readonly mutation: Mutation<S>;
  /** What the input changes of the vault before the work, in the same transaction. */
  readonly prepare?: (tx: Transaction, input: z.output<S>) => Promise<void>;
  readonly auditedAs: AuditAction;
  /** Of the vault of this name, where it has no site to do it at. */
  readonly nothingToDo: (vaultName: string) => ConflictError;
}

/**
 * Does the work for a vault now, not only when its day comes: one job for each site that it is to be done at.
 * @returns the id of the first
 * @throws NotFoundError; `nothingToDo`; ConflictError JOB_RUNNING with the open job's id, and then none is made
 */
export async function requestVaultTask<S extends z.ZodType<z.output<typeof vaultTaskSchema>>>(
  ctx: Context,
  { task, mutation, prepare, auditedAs, nothingToDo, ...request }: VaultTaskRequest<S>,
): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    const { vaultId, ...asked } = input;
    const [vault] = await tx.select({ name: vaults.name }).from(vaults).where(eq(vaults.id, vaultId));
    if (!vault) throw new NotFoundError('vault', vaultId);
    await prepare?.(tx, input);
    const jobIds: string[] = [];
    for (const siteId of await task.sites(tx, vaultId)) {
      jobIds.push(await queueVaultTask(ctx, tx, { operation: task.operation, vaultId, siteId }));
    }
    const [jobId] = jobIds;
    if (jobId === undefined) throw nothingToDo(vault.name);
    await audit(ctx, tx, { action: auditedAs, subjectId: vaultId, details: { jobIds, ...asked } });
    return { jobId };
  });
}
