import { and, eq, lt } from 'drizzle-orm';
import type { z } from 'zod';
import type { Transaction } from '../client.ts';
import type { Actor } from '../domain/actor.ts';
import { IdempotencyMismatchError, InvalidInputError } from '../domain/errors.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import { parseInput } from '../domain/parse.ts';
import { assertMayDo, type Action } from '../domain/rights.ts';
import { isStorable } from '../domain/text.ts';
import { idempotencyKeys } from '../schema/index.ts';
import type { Context } from './context.ts';
import { explainUniqueViolation } from './unique-violation.ts';

const KEPT_DAYS = 30;
const LONGEST_KEY = 200;

/** What identifies a mutation: its name, who may do it, the form of its input. */
export interface Mutation<S extends z.ZodType> {
  readonly name: string;
  readonly action: Action;
  readonly schema: S;
}

/** A mutation's input as it comes from outside, with the key that names the intent (law 7). */
export interface MutationRequest {
  readonly input: unknown;
  readonly idempotencyKey: string;
}

/**
 * The way of every write that someone asks for (law 6): parse, check rights, then one transaction that also keeps the
 * answer under the idempotency key. The same key and input give the first answer again without doing the work; two such
 * requests at once wait for each other. When the work throws, nothing was changed and the key is unused.
 *
 * @throws InvalidInputError, NotAuthorizedError, IdempotencyMismatchError, and what the work throws
 */
export async function mutate<S extends z.ZodType, A extends Record<string, string>>(
  ctx: Context,
  request: MutationRequest & { mutation: Mutation<S> },
  work: (tx: Transaction, input: z.output<S>) => Promise<A>,
): Promise<A> {
  const { mutation } = request;
  const input = parseInput(mutation.schema, request.input);
  assertMayDo(ctx.actor, mutation.action);
  const key = parseKey(request.idempotencyKey);
  // An input may hold a password: a plain hash of it would let whoever reads the store try guesses.
  const inputHash = ctx.masterKey.digest(fingerprint([mutation.name, input]));
  try {
    return await ctx.db.transaction(async (tx) => {
      const first = await claimKey(ctx, tx, { key, inputHash });
      // The kept answer has the shape its mutation gave it: the hash that is checked covers the mutation's name.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      if (first) return answerOf(first, inputHash) as A;
      const answer = await work(tx, input);
      await tx.update(idempotencyKeys).set({ answer }).where(keyIs(ctx.actor, key));
      return answer;
    });
  } catch (error) {
    throw explainUniqueViolation(error);
  }
}

/** Puts the key into the table, or gives the row that has it. Waits for a transaction that holds the same key. */
async function claimKey(ctx: Context, tx: Transaction, claim: { key: string; inputHash: string }) {
  const now = ctx.clock.now();
  const principalId = principalKey(ctx.actor);
  await tx.delete(idempotencyKeys).where(and(keyIs(ctx.actor, claim.key), lt(idempotencyKeys.expiresAt, now)));
  const claimed = await tx
    .insert(idempotencyKeys)
    .values({ ...claim, principalId, answer: {}, expiresAt: new Date(now.getTime() + KEPT_DAYS * 86_400_000) })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (claimed.length > 0) return undefined;
  const [row] = await tx.select().from(idempotencyKeys).where(keyIs(ctx.actor, claim.key));
  // Without this a key that is purged just now would read as claimed, and the work be done without one.
  if (!row) throw new Error('the idempotency key vanished while it was being claimed');
  return row;
}

function answerOf(row: { inputHash: string; answer: Record<string, unknown> }, inputHash: string) {
  if (row.inputHash !== inputHash) throw new IdempotencyMismatchError();
  return row.answer;
}

function keyIs(actor: Actor, key: string) {
  return and(eq(idempotencyKeys.principalId, principalKey(actor)), eq(idempotencyKeys.key, key));
}

function principalKey(actor: Actor): string {
  return actor.type === 'system' ? `system:${actor.component}` : actor.principalId;
}

function parseKey(key: string): string {
  if (key.length > 0 && key.length <= LONGEST_KEY && isStorable(key)) return key;
  throw new InvalidInputError([
    { path: 'idempotencyKey', message: `takes 1 to ${LONGEST_KEY} characters of valid Unicode` },
  ]);
}
