import { HoldfastError } from '@holdfast/db/domain/errors';

/** All attempts of a job were lost with their workers. */
export function workerLostTooOften(attempts: number): HoldfastError {
  return new HoldfastError({
    code: 'WORKER_LOST',
    message: `The worker died in the middle of the job, ${attempts} times.`,
    cause: 'Its process was killed or its machine went down each time; the machine may lack memory.',
    remedy: "Look at the worker's log and the machine, then retry the job.",
    retryable: false,
    fault: 'SERVICE',
  });
}

/** The worker is ending while a run goes on. */
export function workerStopping(): HoldfastError {
  return new HoldfastError({
    code: 'WORKER_STOPPING',
    message: 'The worker was stopped in the middle of the job.',
    cause: 'Someone ended or restarted it.',
    remedy: 'Nothing to do: the job goes on when a worker runs.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** The worker could not hear of the store for so long that it gave its jobs up. */
export function storeOutOfReach(): HoldfastError {
  return new HoldfastError({
    code: 'STORE_UNREACHABLE',
    message: 'The worker lost the store in the middle of the job.',
    cause: 'The store was down or the network was cut for most of a minute.',
    remedy: 'Nothing to do: the job is tried again.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** A defect: something threw that nobody expected. The log has the whole of it under the job's id. */
export function internalError(): HoldfastError {
  return new HoldfastError({
    code: 'INTERNAL',
    message: 'Something went wrong inside Holdfast.',
    cause: 'A defect.',
    remedy: "Look for the job's id in the worker's log and report what it says.",
    retryable: true,
    fault: 'SERVICE',
  });
}
