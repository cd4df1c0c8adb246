import type { Transaction } from '../../client.ts';
import type { TokenScope } from '../../domain/actor.ts';
import { newId, type Id } from '../../domain/ids.ts';
import { apiTokens } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { newTokenText, tokenHash } from './token.ts';

export interface NewToken {
  readonly principalId: string;
  readonly name: string;
  readonly scopes: TokenScope[];
  /** Absent: until it is revoked. */
  readonly expiresAt?: Date | undefined;
}

/** Makes a token in the caller's transaction. Its text exists here alone: only its hash is kept (law 10). */
export async function issueToken(
  ctx: Context,
  tx: Transaction,
  token: NewToken,
): Promise<{ tokenId: Id<'apiToken'>; text: string }> {
  const text = newTokenText();
  const tokenId = newId('apiToken', ctx.clock.now());
  await tx.insert(apiTokens).values({ id: tokenId, ...token, hash: tokenHash(text) });
  const { name, principalId, scopes } = token;
  await audit(ctx, tx, { action: 'access.token-created', subjectId: tokenId, details: { name, principalId, scopes } });
  return { tokenId, text };
}
