/** Whether a path below an item, such as `a/b.txt`, matches. The item itself is the empty path. */
export type Glob = (inner: string) => boolean;

/**
 * Reads an item's pattern: `*` stands for any part of one name, `?` for one character of it, a name `**` for any number of
 * folders, also none; everything else, dots at the start included, stands for itself. Without a slash it matches the last
 * name at any depth. Takes time in proportion to path times pattern at worst, whatever the pattern.
 */
export function compileGlob(pattern: string): Glob {
  const names = namesOf(pattern);
  const wanted = names.length === 1 && names[0] !== '**' ? ['**', ...names] : names;
  const letters = new Map(wanted.map((name) => [name, Array.from(name)]));
  const nameFits = (name: string, like: string) => fits(Array.from(name), letters.get(like) ?? [], LETTERS);
  return (inner) => fits(namesOf(inner), wanted, { isStar: (like) => like === '**', isOne: nameFits });
}

/** The names of a path or a pattern; doubled slashes and one at the end mean nothing. */
export function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

interface Rules {
  /** Stands for any number of items. */
  isStar(like: string): boolean;
  isOne(item: string, like: string): boolean;
}

const LETTERS: Rules = {
  isStar: (like) => like === '*',
  isOne: (letter, like) => like === '?' || like === letter,
};

/** Only the last star ever needs another try: what stood before it fits wherever the star ends. */
function fits(items: readonly string[], pattern: readonly string[], rules: Rules): boolean {
  let next = 0;
  let star: { readonly after: number; until: number } | undefined;
  for (let at = 0; at < items.length;) {
    const like = pattern[next];
    if (like !== undefined && rules.isStar(like)) {
      next += 1;
      star = { after: next, until: at };
    } else if (like !== undefined && rules.isOne(items[at] ?? '', like)) {
      next += 1;
      at += 1;
    } else if (star) {
      star.until += 1;
      at = star.until;
      next = star.after;
    } else return false;
  }
  return pattern.slice(next).every((like) => rules.isStar(like));
}
