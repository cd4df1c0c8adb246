import { HoldfastError } from '@holdfast/db/domain/errors';
import { SettingsError } from '@holdfast/db/settings';
import { loggable } from '@holdfast/db/process/loggable';

/** Why a process could not start, for whoever started it: with cause and remedy where they are known. Holds no secret. */
export function tellStartError(error: unknown): string | object {
  if (error instanceof SettingsError) return error.message;
  if (error instanceof HoldfastError) return `${error.message}\n  ${error.cause}\n  ${error.remedy}`;
  return loggable(error);
}
