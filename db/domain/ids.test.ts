import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ID_PREFIXES, idKind, idSchema, isId, newId, type IdKind } from './ids.ts';

const KINDS: IdKind[] = [
  'alert',
  'apiToken',
  'assignmentRule',
  'channel',
  'dataSource',
  'drill',
  'hold',
  'job',
  'policy',
  'principal',
  'protectedItem',
  'recoveryPoint',
  'repository',
  'site',
  'subscription',
  'vault',
  'worker',
];
const instants = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });

test('an id made in a later millisecond sorts later as plain text', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), instants, instants, (kind, a, b) => {
      fc.pre(a.getTime() !== b.getTime());
      const [earlier, later] = a < b ? [a, b] : [b, a];
      expect(newId(kind, earlier) < newId(kind, later)).toBe(true);
    }),
  );
});

test('ids of one millisecond differ', () => {
  const at = new Date('2026-11-22T10:00:00Z');
  expect(new Set(Array.from({ length: 10_000 }, () => newId('job', at))).size).toBe(10_000);
});

test('an id says what it names, and only that', () => {
  for (const kind of KINDS) {
    const id = newId(kind, new Date(1));
    expect(id.startsWith(`${ID_PREFIXES[kind]}_`)).toBe(true);
    expect(idKind(id)).toBe(kind);
    expect(KINDS.filter((other) => isId(other, id))).toEqual([kind]);
  }
});

test('every kind has a prefix of its own', () => {
  expect(new Set(Object.values(ID_PREFIXES)).size).toBe(KINDS.length);
  expect(Object.keys(ID_PREFIXES).toSorted()).toEqual(KINDS);
});

test.for([
  '',
  'job',
  'job_',
  'job_0123456789abcdef0123456789abcde',
  'job_0123456789abcdef0123456789abcdef0',
  'job_0123456789ABCDEF0123456789ABCDEF',
  'job_01234567-89ab-cdef-0123-456789abcdef',
  'job_0123456789abcdef0123456789abcdef\n',
  ' job_0123456789abcdef0123456789abcdef',
  'jobs_0123456789abcdef0123456789abcdef',
  'xxx_0123456789abcdef0123456789abcdef',
])('%j is not an id', (text) => {
  expect(idKind(text)).toBeUndefined();
  expect(isId('job', text)).toBe(false);
  expect(idSchema('job').safeParse(text).success).toBe(false);
});

test('a schema takes ids of its kind and refuses those of another, saying which it wants', () => {
  const job = newId('job', new Date(1));
  expect(idSchema('job').parse(job)).toBe(job);
  const refused = idSchema('vault').safeParse(job);
  expect(refused.error?.issues[0]?.message).toBe('is not the id of a vault (vlt_…)');
});
