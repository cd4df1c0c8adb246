import {
  ConflictError,
  HoldfastError,
  IdempotencyMismatchError,
  InvalidInputError,
  NotAuthorizedError,
  NotFoundError,
  toErrorInfo,
} from '@holdfast/db/domain/errors';
import { PothosValidationError } from '@pothos/core';
import type { GraphQLError } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';
import { unquoted } from './unquoted.ts';

/** What a mutation may answer instead of its payload: each is a type of the schema, the same for every mutation. */
export const EXPECTED_ERRORS = [
  InvalidInputError,
  NotFoundError,
  NotAuthorizedError,
  ConflictError,
  IdempotencyMismatchError,
] as const;

/** One of our own errors where no union can carry it: in `errors`, with everything it tells under `extensions`. */
export function asGraphQLError(error: HoldfastError): GraphQLError {
  const { message, ...rest } = toErrorInfo(error);
  return createGraphQLError(message, { extensions: { ...rest } });
}

/** What a read answers to who may not see it. */
export function notAuthorized(): GraphQLError {
  return createGraphQLError('You may not read this.', {
    extensions: {
      code: 'NOT_AUTHORIZED',
      cause: 'This needs the role ADMIN, and is not done on behalf of a Slack user.',
      remedy: 'Use an API token of an administrator.',
      retryable: false,
      fault: 'USER',
    },
  });
}

/** What may be told of an error as it is; undefined for a defect. Looks through what GraphQL wrapped around it. */
export function tellable(error: unknown): GraphQLError | undefined {
  const origin = originOf(error);
  if (origin instanceof HoldfastError) return placed(asGraphQLError(origin), error);
  if (origin instanceof PothosValidationError) {
    return placed(createGraphQLError(origin.message, { extensions: { code: 'BAD_USER_INPUT' } }), error);
  }
  if (holdsNul(origin)) {
    return placed(createGraphQLError('A text must not hold a NUL.', { extensions: { code: 'BAD_USER_INPUT' } }), error);
  }
  return isGraphQLError(origin) && isGraphQLError(error) ? unquoted(error) : undefined;
}

/** PostgreSQL keeps every text but one with a NUL: character_not_in_repertoire, and untranslatable_character in JSON. */
const NUL_IN_TEXT = new Set(['22021', '22P05']);

function holdsNul(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && NUL_IN_TEXT.has(cause.code);
}

/** What was first thrown. */
export function originOf(error: unknown): unknown {
  return isGraphQLError(error) && error.originalError ? originOf(error.originalError) : error;
}

/** Says of an error which field it belongs to, as the error that GraphQL made of it does. */
export function placed(error: GraphQLError, wrapped: unknown): GraphQLError {
  if (!isGraphQLError(wrapped)) return error;
  const { nodes, path } = wrapped;
  return createGraphQLError(error.message, {
    ...(nodes && { nodes }),
    ...(path && { path }),
    extensions: error.extensions,
  });
}

/** By its name, as Yoga's own plugins do: a test runner may load the class twice. */
function isGraphQLError(error: unknown): error is GraphQLError {
  return error instanceof Error && error.name === 'GraphQLError';
}
