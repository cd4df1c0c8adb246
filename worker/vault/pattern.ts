/** What restic's JSON holds in place of each byte of a name that is not UTF-8. */
const lostByte = '\ufffd';

/**
 * Turns a path inside a snapshot into an include pattern that matches that path, and everything below it, and nothing else.
 * Follows Go's path/filepath.Match, which restic uses: `*`, `?`, `[` and `\` are special and a backslash takes that away.
 * The pattern is anchored at the snapshot's root, so `a/b` and `/a/b` mean the same.
 *
 * A path that restic listed with U+FFFD had bytes there that are not UTF-8. No argument can carry them, so each
 * becomes `?`: such a pattern may also match a sibling whose name differs in only those bytes, and never too little.
 */
export function escapePattern(path: string): string {
  if (path.includes('\0')) throw new RangeError('a path cannot contain a NUL character');
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return rooted.replaceAll(/[\\*?[\]]/g, String.raw`\$&`).replaceAll(lostByte, '?');
}
