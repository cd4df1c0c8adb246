import type { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a date',
};

/** What is wrong with a value, as the end of a sentence that begins with its field; what a schema says itself goes before it. */
export function issueWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'must be given' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `has what is not asked for: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'has none of the forms that it can have';
    default:
      return undefined;
  }
}

type Bound<C extends RawIssue['code']> = Extract<RawIssue, { code: C }>;

function tooSmall({ origin, minimum, inclusive = true }: Bound<'too_small'>): string {
  if (origin === 'string') return minimum === 1 ? EMPTY : `must have at least ${minimum} characters`;
  if (origin === 'array' || origin === 'set') {
    return minimum === 1 ? EMPTY : `must have at least ${minimum} entries`;
  }
  return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`;
}

function tooBig({ origin, maximum, inclusive = true }: Bound<'too_big'>): string {
  if (origin === 'string') return `must have at most ${maximum} characters`;
  if (origin === 'array' || origin === 'set') return `must have at most ${maximum} entries`;
  return `must be ${inclusive ? 'at most' : 'less than'} ${maximum}`;
}

/** Said of nothing where something must be: what else is wrong with nothing needs no words. */
export const EMPTY = 'must not be empty';
