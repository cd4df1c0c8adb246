import { expect, test } from 'vitest';
import { placeText, whereText } from './place.ts';

test.each([
  ['/srv/a b', '`/srv/a b`'],
  ['postgresql://db1:5432', 'server `db1:5432`'],
  ['postgresql://db1:5432/ware%20house', 'database `ware house` on `db1:5432`'],
  ['postgresql://%2Frun%2Fpostgresql:5432/shop', 'database `shop` on `/run/postgresql:5432`'],
  ['postgresql://db1:5432/a postgresql://db1:5432/b', 'databases `a` and `b` on `db1:5432`'],
  [
    'postgresql://db1:5432/shop?schema=Sales%202026_old&schema=x',
    'schemas `Sales 2026_old` and `x` of database `shop` on `db1:5432`',
  ],
  [
    Array.from({ length: 12 }, (_, index) => `postgresql://db1:5432/d${index}`).join(' '),
    'databases `d0`, `d1`, `d2`, `d3`, `d4`, `d5`, `d6`, `d7`, `d8`, `d9` and 2 more on `db1:5432`',
  ],
  [
    Array.from({ length: 7 }, (_, index) => `postgresql://db${index}:1/a`).join(' '),
    'database `a` on `db0:1`; database `a` on `db1:1`; database `a` on `db2:1`; database `a` on `db3:1`; database `a` on `db4:1`; and 2 more',
  ],
  ['postgresql://db1:5432/100%', 'database `100%` on `db1:5432`'],
])('%s is told as %s', (place, text) => {
  expect(placeText(place)).toBe(text);
});

test.each([
  ['/srv/a', 'at `/srv/a`'],
  ['postgresql://db1:5432', 'on server `db1:5432`'],
  ['postgresql://db1:5432/shop', 'in database `shop` on `db1:5432`'],
])('what lies at %s lies %s', (place, text) => {
  expect(whereText(place)).toBe(text);
});
