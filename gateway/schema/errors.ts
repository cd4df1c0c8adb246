import {
  ConflictError,
  IdempotencyMismatchError,
  InvalidInputError,
  NotAuthorizedError,
  NotFoundError,
  type InputIssue,
} from '@holdfast/db/domain/errors';
import type { ErrorInfo, Fault } from '@holdfast/db/domain/fault';
import { builder } from '../builder.ts';

export const FaultEnum = builder.enumType('Fault', {
  description: 'Who has to act on an error.',
  values: {
    USER: { description: 'The person who asked.' },
    SERVICE: { description: 'Whoever runs Holdfast.' },
  } satisfies Record<Fault, object>,
});

const ErrorInterface = builder.interfaceRef<ErrorInfo>('Error').implement({
  description: 'What every error tells.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'For programs; it never changes its meaning.' }),
    message: t.exposeString('message', { description: 'What happened.' }),
    cause: t.exposeString('cause', { description: 'Why.' }),
    remedy: t.exposeString('remedy', { description: 'What to do about it.' }),
    retryable: t.exposeBoolean('retryable', { description: 'Whether the same request can succeed later.' }),
    fault: t.field({ type: FaultEnum, description: 'Who has to act.', resolve: (error) => error.fault }),
  }),
});

/** Why a job or one of its attempts failed, or what an alert is about. */
export const Failure = builder.objectRef<ErrorInfo>('Failure').implement({
  description: 'Why something failed.',
  interfaces: [ErrorInterface],
});

const Issue = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One thing wrong with an input.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where, with dots: target.path. Empty for the input as a whole.' }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInput',
  description: 'The input does not have the form that is asked for. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.field({
      type: [Issue],
      description: 'Everything that is wrong, all at once.',
      resolve: ({ issues }) => [...issues],
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFound',
  description: 'What the input names does not exist. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.objectType(NotAuthorizedError, {
  name: 'NotAuthorized',
  description: 'You may not do this. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.objectType(ConflictError, {
  name: 'Conflict',
  description: 'The state of things forbids it: a name is taken, a job is already running. Nothing was changed.',
  interfaces: [ErrorInterface],
});

builder.objectType(IdempotencyMismatchError, {
  name: 'IdempotencyMismatch',
  description: 'The idempotency key was used before with another input. Nothing was changed.',
  interfaces: [ErrorInterface],
});
