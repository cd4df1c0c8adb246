import { expect, test } from 'vitest';
import { listForTables } from './archive-list.ts';

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
  const list = listForTables(LISTING, { chosen: new Set([16386]), foreignKeys: new Set(['orders_customer_fkey']) });
  expect(
    list
      .trim()
      .split('\n')
      .map((line) => line.slice(0, line.indexOf(';'))),
  ).toEqual(['215', '216', '3360', '3362', '3210', '3213', '3218']);
});
