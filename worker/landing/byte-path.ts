/**
 * A path as the kernel knows it: bytes. Names on a Linux disk need not be UTF-8, and a name read as UTF-8 that is not
 * cannot be opened again. One character stands for one byte (latin1), so that such paths join, compare and go into JSON
 * as any text does, and none is lost. Never given to `fs` as it is: {@link toBuffer} first.
 */
export type BytePath = string & { readonly bytePath: unique symbol };

/** The path that a text written by a person names: its UTF-8 bytes. */
export function bytePath(text: string): BytePath {
  return fromBuffer(Buffer.from(text, 'utf8'));
}

export function fromBuffer(bytes: Buffer): BytePath {
  return checked(bytes.toString('latin1'));
}

/** Whether each character of a text stands for one byte that a path may hold (not NUL). */
export function isBytePath(text: string): text is BytePath {
  return /^[\x01-\xff]*$/u.test(text);
}

function checked(latin1: string): BytePath {
  if (!isBytePath(latin1)) throw new Error('a path holds a NUL or what is no byte');
  return latin1;
}

export function toBuffer(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** The path for a person to read; bytes that are no UTF-8 show as U+FFFD. */
export function toText(path: BytePath): string {
  return toBuffer(path).toString('utf8');
}

/** `inner` may hold several names; an empty one gives the path itself. */
export function joinPath(path: BytePath, inner: BytePath): BytePath {
  if (inner === '') return path;
  return checked(path === '/' ? `/${inner}` : `${path}/${inner}`);
}

export function parentOf(path: BytePath): BytePath {
  return checked(path.slice(0, path.lastIndexOf('/')) || '/');
}

export function nameOf(path: BytePath): BytePath {
  return checked(path.slice(path.lastIndexOf('/') + 1));
}

/** Whether `path` is `folder` or lies somewhere in it, by their names alone: both must be real paths. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
