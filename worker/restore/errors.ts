import { HoldfastError } from '@holdfast/db/domain/errors';

export function planChanged(jobId: string): HoldfastError {
  return new HoldfastError({
    code: 'PLAN_CHANGED',
    message: `The plan of ${jobId} is not the one that was requested.`,
    cause: 'Its row was changed after the request: its hash no longer fits.',
    remedy: 'Find out who changed the store, then request the restore again.',
    retryable: false,
    fault: 'SERVICE',
  });
}

export function pointGone(pointId: string): HoldfastError {
  return new HoldfastError({
    code: 'POINT_NOT_AVAILABLE',
    message: `Recovery point ${pointId} is no longer there.`,
    cause: 'It was removed after the restore was requested.',
    remedy: 'Choose another recovery point.',
    retryable: false,
    fault: 'USER',
  });
}
