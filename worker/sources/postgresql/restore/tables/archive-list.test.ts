import { expect, test } from 'vitest';
import { listForTables } from './archive-list.ts';

const NONE = { chosen: new Set<number>(), foreignKeys: [] };

function numbersOf(list: string): string[] {
  return list
    .trim()
    .split('\n')
    .map((line) => line.slice(0, line.indexOf(';')));
}

const LISTING = `;
; Archive created at 2026-11-22 14:00:00 UTC
;     dbname: orders
215; 1259 16386 TABLE public orders anna
216; 1259 16390 TABLE public TABLE DATA anna
3360; 0 16386 TABLE DATA public orders anna
3361; 0 16390 TABLE DATA public TABLE DATA anna
3362; 0 0 SEQUENCE SET public orders_id_seq anna
3210; 2606 16400 CONSTRAINT public orders orders_pkey anna
3211; 2606 16401 FK CONSTRAINT public orders orders_customer_fkey anna
3212; 0 0 COMMENT public CONSTRAINT orders_customer_fkey ON orders anna
3213; 0 0 COMMENT public CONSTRAINT orders_pkey ON orders anna
3214; 3466 16402 EVENT TRIGGER - watch postgres
3215; 0 0 COMMENT - EVENT TRIGGER watch postgres
3216; 2613 16403 BLOB - 16403 anna
3217; 0 0 BLOBS - BLOBS 
3218; 0 0 ACL public TABLE orders anna
3219; 0 16404 MATERIALIZED VIEW DATA public totals anna
`;

test('all definitions and the rows of the chosen tables alone are listed, whatever tables are called', () => {
  const foreignKeys = [{ table: { schema: 'public', name: 'orders' }, name: 'orders_customer_fkey' }];
  const list = listForTables(LISTING, { chosen: new Set([16386]), foreignKeys });
  expect(numbersOf(list)).toEqual(['215', '216', '3360', '3362', '3210', '3213', '3218']);
});

test('what is in a schema called DATA is no rows of something', () => {
  const listing = `215; 1259 16386 TABLE DATA orders anna
216; 1259 16390 MATERIALIZED VIEW DATA totals anna
217; 0 16386 TABLE DATA DATA orders anna
218; 0 16390 MATERIALIZED VIEW DATA DATA totals anna`;
  expect(numbersOf(listForTables(listing, NONE))).toEqual(['215', '216']);
});

test('a comment on a foreign key is left out whatever its schema, its table and it are called, others stay', () => {
  const listing = `1; 0 0 COMMENT Sales 2026 CONSTRAINT "of a ""day""" ON "Day 1" anna
2; 0 0 COMMENT Sales 2026 CONSTRAINT of_a_day ON "Day 1" anna
3; 0 0 COMMENT Sales 2026 CONSTRAINT of_a_day ON "Day 2" anna
4; 0 0 COMMENT Sales 2026 TABLE "Day 1" anna
5; 0 0 COMMENT public CONSTRAINT of_a_day ON "Day 1" anna
6; 0 0 COMMENT Sales 2026 CONSTRAINT "of two lines" ON "Day 1" anna`;
  const table = { schema: 'Sales 2026', name: 'Day 1' };
  const foreignKeys = ['of a "day"', 'of_a_day', 'of two\nlines'].map((name) => ({ table, name }));
  expect(numbersOf(listForTables(listing, { ...NONE, foreignKeys }))).toEqual(['3', '4', '5']);
});

test('a comment on something of a schema is never taken for one on what has none', () => {
  const listing = `1; 0 0 COMMENT EVENT TABLE "TRIGGER x" anna
2; 0 0 COMMENT a EVENT TRIGGER TABLE x anna
3; 0 0 ACL - PUBLICATION told anna`;
  expect(numbersOf(listForTables(listing, NONE))).toEqual(['1', '2']);
});
