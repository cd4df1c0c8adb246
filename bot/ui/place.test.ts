import { expect, test } from 'vitest';
import { placeText } from './place.ts';

test.each([
  ['/srv/a b', '`/srv/a b`'],
  ['postgresql://db1:5432', 'server `db1:5432`'],
  ['postgresql://db1:5432/ware%20house', 'database `ware house` on `db1:5432`'],
  ['postgresql://%2Frun%2Fpostgresql:5432/shop', 'database `shop` on `/run/postgresql:5432`'],
  ['postgresql://db1:5432/a postgresql://db1:5432/b', 'database `a` on `db1:5432`; database `b` on `db1:5432`'],
  [
    'postgresql://db1:5432/shop?schema=Sales%202026_old&schema=x',
    'schemas `Sales 2026_old`, `x` of database `shop` on `db1:5432`',
  ],
  ['postgresql://db1:5432/100%', 'database `100%` on `db1:5432`'],
])('%s is told as %s', (place, text) => {
  expect(placeText(place)).toBe(text);
});
