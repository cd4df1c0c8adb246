import { fileURLToPath } from 'node:url';

/** A program of Holdfast. Parts are started by path, never imported: each stands alone. */
export interface Part {
  readonly name: string;
  readonly main: string;
}

const program = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const PARTS: readonly Part[] = [
  { name: 'gateway', main: program('gateway/main.ts') },
  { name: 'worker', main: program('worker/main.ts') },
];
