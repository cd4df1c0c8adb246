import { namesOf } from './glob.ts';

/** Characters that mean something in the engine's patterns. */
const META = /[\\*?[\]]/g;
/** Those of them that mean nothing in ours: `*` and `?` mean the same in both. */
const FOREIGN_META = /[\\[\]]/g;

/** A literal text as a pattern that matches it alone. */
export function literal(text: string): string {
  return text.replace(META, '\\$&');
}

/**
 * An item's exclude pattern as the engine's own, which counts from the root of the file system: without a slash it matches
 * a name at any depth below the item, with one it counts from the item. Never above it: a bare pattern of the engine would
 * also match the folders that lead to the item. Characters that only the engine gives a meaning stand for themselves, so
 * that there is no pattern it refuses.
 */
export function excludeBelow(itemPath: string, pattern: string): string {
  const names = namesOf(pattern).map((name) => name.replace(FOREIGN_META, '\\$&'));
  const anywhere = names.length === 1 ? ['**'] : [];
  return [literal(itemPath), ...anywhere, ...names].join('/');
}
