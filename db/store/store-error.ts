import { HoldfastError } from '../domain/errors.ts';
import type { ErrorInfo } from '../domain/fault.ts';

export type StoreErrorCode =
  /** There is no usable PostgreSQL for this machine in the installation. */
  | 'STORE_ENGINE_MISSING'
  /** A program of the operating system that the store needs is not there. */
  | 'STORE_TOOL_MISSING'
  /** The store's folder cannot be made, read or written. */
  | 'STORE_HOME_UNWRITABLE'
  /** The store's data is there, but the account that must run the server can no longer reach it. */
  | 'STORE_HOME_UNREACHABLE'
  /** The passwords of an existing store are gone, damaged or not those of its server. */
  | 'STORE_CREDENTIALS_LOST'
  /** The data was written by another major version of PostgreSQL. */
  | 'STORE_VERSION_MISMATCH'
  /** A new store could not be made; nothing of the attempt counts. */
  | 'STORE_INIT_FAILED'
  /** The server did not come up; the message ends with the tail of its log. */
  | 'STORE_START_FAILED'
  /** Another program listens on the port that was asked for. */
  | 'STORE_PORT_TAKEN'
  /** Another process has been starting or stopping this store for too long. */
  | 'STORE_BUSY'
  /** The server would not end, not even when it was killed. */
  | 'STORE_STOP_FAILED'
  /** The server ended without having been asked to. */
  | 'STORE_ENDED'
  /** No store runs under this home and no DATABASE_URL is set. */
  | 'STORE_NOT_FOUND';

/** What the store's own management refuses or fails at. No message ever holds a password or a connection URL. */
export class StoreError extends HoldfastError {
  override readonly name = 'StoreError';
  override readonly code: StoreErrorCode;

  constructor(info: ErrorInfo & { readonly code: StoreErrorCode }) {
    super(info);
    this.code = info.code;
  }
}

const FOLDER_TROUBLE = new Map([
  ['EACCES', 'permission is denied'],
  ['EPERM', 'the operation is not permitted'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space is left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EEXIST', 'something that is not a folder has that name'],
  ['ENOTEMPTY', 'a folder that is not a store is in the way'],
  ['EISDIR', 'a folder is where a file should be'],
]);

/** A file system error about the store's folder as a {@link StoreError}; every other error as it is. */
export function asFolderError(path: string, error: unknown): unknown {
  const why = FOLDER_TROUBLE.get(systemCode(error));
  if (why === undefined) return error;
  return new StoreError({
    code: 'STORE_HOME_UNWRITABLE',
    message: `The store cannot use ${path}.`,
    cause: `At ${path} ${why}.`,
    remedy: 'Give the user that runs Holdfast read and write access there, or set HOLDFAST_HOME to another folder.',
    retryable: false,
    fault: 'USER',
  });
}

/** The operating system's word for an error (`ENOENT`), or the empty text for any other value. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
