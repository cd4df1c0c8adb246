import type { z } from 'zod';
import { InvalidInputError } from './errors.ts';
import { EMPTY, issueWords } from './issue-words.ts';

/**
 * Reads an input by its schema; what comes back has the schema's shape and nothing else.
 * @throws InvalidInputError with every issue, each with its dotted path
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input, { error: issueWords });
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const empty = new Set(issues.filter(({ message }) => message === EMPTY).map(({ path }) => path));
  throw new InvalidInputError(issues.filter(({ path, message }) => message === EMPTY || !empty.has(path)));
}
