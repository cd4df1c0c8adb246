import { expect } from 'vitest';

/** A text with this part, wherever a comparison takes any text; without the `any` that vitest gives it. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}
