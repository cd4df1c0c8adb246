import type { z } from 'zod';
import { InvalidInputError } from './errors.ts';

/**
 * Reads an input by its schema; what comes back has the schema's shape and nothing else.
 * @throws InvalidInputError with every issue, each with its dotted path
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidInputError(
    result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  );
}
