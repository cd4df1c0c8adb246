import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { NotBegun } from './not-begun.ts';

test('without arguments it stays up and writes nothing', () => {
  expect(readArguments([])).toEqual({ help: false, exit: false, json: undefined });
});

test('what it knows is read', () => {
  expect(readArguments(['--exit', '--json', 'report.json'])).toEqual({ help: false, exit: true, json: 'report.json' });
});

test.each([
  [['--quick'], "Unknown option '--quick'"],
  [['fast'], "Unexpected argument 'fast'"],
  [['--json'], '--json'],
  [['--json', ''], '--json needs the name of a file.'],
  [['--exit=yes'], '--exit'],
])('%s is refused in words, with what there is', (given, said) => {
  expect(() => readArguments(given)).toThrow(NotBegun);
  expect(() => readArguments(given)).toThrow(said);
  expect(() => readArguments(given)).toThrow('--json FILE  write the report');
});
