import { and, eq, gt, isNull, or } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { weakerRole } from '../../domain/actor.ts';
import { HoldfastError } from '../../domain/errors.ts';
import { isId, type Id } from '../../domain/ids.ts';
import { NOW } from '../../schema/columns.ts';
import { apiTokens, principals, slackIdentities } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { isTokenText, tokenHash } from './token.ts';

/** What a request shows of who sends it. */
export interface Credentials {
  readonly token: string | undefined;
  /** Whom it is sent for, when a token with the scope `act-for-slack` carries a Slack user's words. */
  readonly onBehalf?: SlackUser | undefined;
}

export interface SlackUser {
  readonly teamId: string;
  readonly userId: string;
}

/**
 * Finds out who asks (DESIGN 4, On behalf).
 *
 * - A token acts with its principal's role.
 * - A token with `act-for-slack` that names a Slack user acts for the one principal that user is linked to, with the
 *   weaker of both roles; what is done and its idempotency keys are that principal's, and the audit names both.
 * - The same token without a Slack user can read and nothing else: whatever role it may lend, it has no will of its own.
 *
 * @throws HoldfastError UNAUTHENTICATED, with one reason for every token that does not count (missing, unknown, revoked,
 *   expired, of a disabled principal); MAY_NOT_ACT_FOR_SLACK; UNMAPPED_SLACK_USER
 */
export async function authenticate(services: Pick<Services, 'db'>, credentials: Credentials): Promise<Actor> {
  const token = await findToken(services, credentials.token);
  const mayActForSlack = token.scopes.includes('act-for-slack');
  if (!credentials.onBehalf) {
    const role = mayActForSlack ? weakerRole(token.role, 'READER') : token.role;
    return { type: 'token', principalId: token.principalId, tokenId: token.id, role };
  }
  if (!mayActForSlack) throw mayNotActForSlack();
  const user = await findSlackPrincipal(services, credentials.onBehalf);
  const role = weakerRole(token.role, user.role);
  return { type: 'slack', principalId: user.id, ...credentials.onBehalf, viaTokenId: token.id, role };
}

async function findToken({ db }: Pick<Services, 'db'>, text: string | undefined) {
  if (text === undefined || !isTokenText(text)) throw unauthenticated();
  const [token] = await db
    .select({ id: apiTokens.id, scopes: apiTokens.scopes, principalId: principals.id, role: principals.role })
    .from(apiTokens)
    .innerJoin(principals, eq(principals.id, apiTokens.principalId))
    .where(
      and(
        eq(apiTokens.hash, tokenHash(text)),
        isNull(apiTokens.revokedAt),
        or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, NOW)),
        isNull(principals.disabledAt),
      ),
    );
  if (!token) throw unauthenticated();
  return { ...token, id: storedId('apiToken', token.id), principalId: storedId('principal', token.principalId) };
}

async function findSlackPrincipal({ db }: Pick<Services, 'db'>, { teamId, userId }: SlackUser) {
  const [principal] = await db
    .select({ id: principals.id, role: principals.role })
    .from(slackIdentities)
    .innerJoin(principals, eq(principals.id, slackIdentities.principalId))
    .where(and(eq(slackIdentities.teamId, teamId), eq(slackIdentities.userId, userId), isNull(principals.disabledAt)));
  if (!principal) throw unmapped();
  return { ...principal, id: storedId('principal', principal.id) };
}

function storedId<K extends 'apiToken' | 'principal'>(kind: K, text: string): Id<K> {
  if (isId(kind, text)) return text;
  throw new Error(`the store holds ${text} where the id of a ${kind} belongs`);
}

function unauthenticated(): HoldfastError {
  return new HoldfastError({
    code: 'UNAUTHENTICATED',
    message: 'This needs a valid API token.',
    cause: 'The request carries no token, or one that is unknown, expired or revoked.',
    remedy: 'Send the header "Authorization: Bearer hf_…" with a token that an administrator gave you.',
    retryable: false,
    fault: 'USER',
  });
}

function mayNotActForSlack(): HoldfastError {
  return new HoldfastError({
    code: 'MAY_NOT_ACT_FOR_SLACK',
    message: 'This token may not act for a Slack user.',
    cause: 'It lacks the scope act-for-slack.',
    remedy: 'Use the token of the Slack bot, or leave the X-Holdfast-Slack headers out.',
    retryable: false,
    fault: 'USER',
  });
}

function unmapped(): HoldfastError {
  return new HoldfastError({
    code: 'UNMAPPED_SLACK_USER',
    message: 'Your Slack user is not linked to anyone Holdfast knows.',
    cause: 'Only linked users may act, so that everything done has a name and a role.',
    remedy: 'Ask an administrator of Holdfast to link your Slack user to your principal (linkSlackUser).',
    retryable: false,
    fault: 'USER',
  });
}
