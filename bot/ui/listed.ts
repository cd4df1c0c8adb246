import { code } from './escape.ts';
import { count } from './format.ts';

/** Names of which the first are known, and how many there are in all. */
export interface SomeNames {
  readonly first: readonly string[];
  readonly count: number;
}

/** All of them known. */
export function allOf(names: readonly string[]): SomeNames {
  return { first: names, count: names.length };
}

/** `a`, `b` and 3 more, each as code of at most this length, so that any line with them fits a section. */
export function listed({ first, count: all }: SomeNames, { most, each }: { most: number; each?: number }): string {
  const shown = first.slice(0, most).map((name) => code(name, each));
  const more = all - shown.length;
  const parts = [...shown, ...(more > 0 ? [`${count(more)} more`] : [])];
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
