import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTableName, parseTableName } from './sql-name.ts';

test('a table is read as SQL reads it', () => {
  expect(parseTableName('orders')).toEqual({ schema: 'public', name: 'orders' });
  expect(parseTableName(' Sales . Orders ')).toEqual({ schema: 'sales', name: 'orders' });
  expect(parseTableName('"Sales"."a ""b"". c"')).toEqual({ schema: 'Sales', name: 'a "b". c' });
});

test.each(['', '.', 'a.', '.a', 'a.b.c', 'a b', '1a', 'a;drop table b', '"a', '""', 'x'.repeat(64), '"a\0b"'])(
  '%j is no table',
  (text) => {
    expect(parseTableName(text)).toBeUndefined();
  },
);

test('what is written is read back as the same table, whatever its name holds', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => !text.includes('\0') && text.isWellFormed() && Buffer.byteLength(text) <= 63);
  fc.assert(
    fc.property(name, name, (schema, table) => {
      expect(parseTableName(formatTableName({ schema, name: table }))).toEqual({ schema, name: table });
    }),
  );
});
