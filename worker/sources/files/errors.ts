import { HoldfastError } from '@holdfast/db/domain/errors';

/** The item's path is not there. Retrying cannot help, and a backup of nothing must never look like a backup. */
export function sourceMissing(path: string): HoldfastError {
  return new HoldfastError({
    code: 'SOURCE_MISSING',
    message: `${path} does not exist.`,
    cause: 'It was moved or deleted, or its disk is not mounted.',
    remedy: 'Bring it back or mount its disk, restore it from a recovery point, or change the item.',
    retryable: false,
    fault: 'USER',
  });
}

/** The item's path is there and cannot be read. */
export function sourceUnreadable(path: string, why: string): HoldfastError {
  return new HoldfastError({
    code: 'SOURCE_UNREADABLE',
    message: `${path} cannot be read.`,
    cause: why,
    remedy: "Give the worker's user the right to read it.",
    retryable: false,
    fault: 'USER',
  });
}

/** No file matches the include patterns: a backup of nothing must never look like a backup. */
export function nothingChosen(path: string): HoldfastError {
  return new HoldfastError({
    code: 'NOTHING_CHOSEN',
    message: `Nothing below ${path} matches the include patterns.`,
    cause: 'The patterns name nothing that is there, or what they name is excluded.',
    remedy: "Correct the item's patterns, or bring the files back.",
    retryable: false,
    fault: 'USER',
  });
}

/** The point's row has no part to restore from, or the vault's snapshot holds nothing. */
export function partMissing(pointId: string): HoldfastError {
  return new HoldfastError({
    code: 'POINT_INCOMPLETE',
    message: `Recovery point ${pointId} holds nothing to restore.`,
    cause: 'What the vault has under it is empty.',
    remedy: 'Choose another recovery point.',
    retryable: false,
    fault: 'SERVICE',
  });
}

/** Chosen paths that the recovery point does not hold; nothing was restored. */
export function pathNotInPoint(paths: readonly string[]): HoldfastError {
  const [first = '', ...others] = paths;
  const more = others.length > 0 ? ` and ${others.length} more chosen paths` : '';
  return new HoldfastError({
    code: 'PATH_NOT_IN_POINT',
    message: `The recovery point does not hold ${first}${more}.`,
    cause: 'It was not there, or was excluded, when the backup was made.',
    remedy: 'Choose paths that the recovery point holds, or another recovery point.',
    retryable: false,
    fault: 'USER',
  });
}
