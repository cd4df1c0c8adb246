import { InvalidInputError } from '@holdfast/db/domain/errors';
import { builder } from '../builder.ts';

export const Tag = builder.objectRef<readonly [string, string]>('Tag').implement({
  fields: (t) => ({
    key: t.string({ resolve: ([key]) => key }),
    value: t.string({ resolve: ([, value]) => value }),
  }),
});

export const TagInput = builder.inputType('TagInput', {
  fields: (t) => ({ key: t.string({ required: true }), value: t.string({ required: true }) }),
});

/**
 * Tags as the services take them; undefined where none are given.
 * @throws InvalidInputError for a key given twice, or one that an object cannot have: a value would get lost
 */
export function tagRecord(
  tags: readonly { key: string; value: string }[] | null | undefined,
): Record<string, string> | undefined {
  if (!tags) return undefined;
  const record = Object.fromEntries(tags.map(({ key, value }) => [key.trim(), value]));
  if (Object.hasOwn(record, '__proto__')) {
    throw new InvalidInputError([{ path: 'tags', message: 'takes no key __proto__' }]);
  }
  if (Object.keys(record).length === tags.length) return record;
  throw new InvalidInputError([{ path: 'tags', message: 'takes each key once' }]);
}
