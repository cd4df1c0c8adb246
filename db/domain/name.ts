import { z } from 'zod';

/** A name a person gives: it must read well in a Slack message and never be mistaken for markup or an option. */
export function nameSchema(longest: number) {
  return z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(longest)
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'takes letters, digits, spaces, dots, dashes and underscores');
}
