import { expect, test } from 'vitest';
import { RowCounter } from './count-rows.ts';

const SCRIPT = String.raw`
--
-- Data for Name: orders; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.orders (id, note) FROM stdin;
1	COPY public.lies (id) FROM stdin;
2	a backslash \\.
\.

COPY public.empty (id) FROM stdin;
\.

COPY "Sales 2026"."Day ""1"".x" (at, cents) FROM stdin;
2025-06-01	1
\.

COPY public.bare FROM stdin;


\.
SELECT pg_catalog.setval('public.orders_id_seq', 2, true);
`;
const COUNTED = [
  ['public.orders', 2],
  ['public.empty', 0],
  ['"Sales 2026"."Day ""1"".x"', 1],
  ['public.bare', 2],
];

test.each([1, 2, 7, 64, 10_000])(
  'rows are counted by table, in chunks of %i bytes, and no row is taken for a head or an end',
  (size) => {
    const counter = new RowCounter();
    const bytes = Buffer.from(SCRIPT);
    for (let at = 0; at < bytes.length; at += size) counter.add(bytes.subarray(at, at + size));
    expect([...counter.rows]).toEqual(COUNTED);
    expect(counter.unnamed).toBe(0);
  },
);

test('a name with a line break in it is read whole', () => {
  const counter = new RowCounter();
  counter.add(Buffer.from('COPY public."two\nlines" (id) FROM stdin;\n1\n\\.\n'));
  expect([...counter.rows]).toEqual([['public."two\nlines"', 1]]);
});

test('a name that is not UTF-8 is told of and counted for no other table', () => {
  const counter = new RowCounter();
  counter.add(
    Buffer.concat([Buffer.from('COPY public."'), Buffer.from([0xe4]), Buffer.from('" (id) FROM stdin;\n1\n\\.\n')]),
  );
  expect([...counter.rows]).toEqual([]);
  expect(counter.unnamed).toBe(1);
});

test('a table without columns has a head of its own', () => {
  const counter = new RowCounter();
  counter.add(Buffer.from('COPY public.bare  FROM stdin;\n\n\n\\.\n'));
  expect([...counter.rows]).toEqual([['public.bare', 2]]);
});
