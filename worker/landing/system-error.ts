/** The code of an error of the operating system (`ENOENT`, `EACCES` …), or undefined for an error of another kind. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the error says that nothing is there. */
export function isAbsent(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What the operating system meant, for a person: only the code, since the message may hold a descriptor for a path. */
export function explain(error: unknown): string {
  const code = systemCode(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  return `${MEANINGS[code] ?? 'The operating system refused'} (${code}).`;
}

const MEANINGS: Record<string, string | undefined> = {
  EACCES: 'The worker may not do that there',
  EBUSY: 'It is in use by the system, as a mount point is',
  EDQUOT: 'The quota is used up',
  EEXIST: 'Something stands there already',
  EIO: 'The disk failed',
  ELOOP: 'Links lead round in a circle',
  EMFILE: 'The worker has too many files open',
  ENAMETOOLONG: 'The name is too long',
  ENOENT: 'It is not there',
  ENOSPC: 'There is no space left',
  ENOTDIR: 'Something on the way is not a folder',
  ENOTEMPTY: 'It is not empty',
  EPERM: 'It is protected or belongs to someone else',
  EROFS: 'The file system is read-only',
  EXDEV: 'It lies on another file system',
};
