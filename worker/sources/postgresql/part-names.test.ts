import { expect, test } from 'vitest';
import { databaseOfPart, databasePart } from './part-names.ts';

test.each(['orders', 'Orders', 'a=b', '../up', 'new\nline', '100%', '%2e', '語'.repeat(21), '-x', '.'])(
  'the part of a database called %j can be the name of a file and tells the database',
  (database) => {
    const part = databasePart(database);
    expect(part).toMatch(/^database-[\w.!~*'()%-]+$/);
    expect(Buffer.byteLength(`${part}.out`)).toBeLessThanOrEqual(255);
    expect(databaseOfPart(part)).toBe(database);
  },
);
