import { expect, test } from 'vitest';
import { splitSettingList } from './setting-list.ts';

const names = (value: string) => splitSettingList(value)?.map(({ name }) => name);

test.each([
  ['"$user", public', ['$user', 'public']],
  ['"My s", public, ""', ['My s', 'public', '']],
  ['"a ""b"", c",d', ['a "b", c', 'd']],
  [' \t"a" ,\n b ', ['a', 'b']],
  ['a;alter/**/role/**/mallory/**/superuser', ['a;alter/**/role/**/mallory/**/superuser']],
  ["a'b,c\\", ["a'b", 'c\\']],
  ['', []],
  ['  ', []],
])('%j is a list of names', (value, expected) => {
  expect(names(value)).toEqual(expected);
});

test.each(['a,', ',a', 'a,,b', 'a b', '"a', '"a" b', '"a"b', 'a; alter role mallory superuser', '"a"""b', ','])(
  '%j is none',
  (value) => {
    expect(names(value)).toBeUndefined();
  },
);

test('a name in quotes is told from one that is folded when it is read', () => {
  expect(splitSettingList('"Sales", Sales')).toEqual([
    { name: 'Sales', quoted: true },
    { name: 'Sales', quoted: false },
  ]);
});
