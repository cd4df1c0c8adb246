/** Characters that mean something in the engine's patterns. */
const META = /[\\*?[\]]/g;

/** A literal text as a pattern that matches it alone. */
export function literal(text: string): string {
  return text.replace(META, '\\$&');
}

/**
 * An item's exclude pattern as the engine's own, which counts from the root of the file system: without a slash it matches
 * a name at any depth below the item, with one it counts from the item. Never above it: a bare pattern of the engine would
 * also match the folders that lead to the item.
 */
export function excludeBelow(itemPath: string, pattern: string): string {
  const trimmed = pattern.replace(/\/+$/, '');
  return trimmed.includes('/') ? `${literal(itemPath)}/${trimmed}` : `${literal(itemPath)}/**/${trimmed}`;
}
