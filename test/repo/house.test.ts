import { beforeAll, expect, test } from 'vitest';
import { checkCode } from './check-code.ts';
import { checkFiles } from './check-files.ts';
import { checkVersions } from './check-versions.ts';
import { CODE_RULES } from './code-rules.ts';
import { readRepository, type SourceTree } from './source-tree.ts';
import { describeViolations, type Violation } from './violation.ts';

let repository: SourceTree;
let broken: Violation[];
beforeAll(async () => {
  repository = await readRepository();
  broken = checkCode(repository, CODE_RULES);
});

test.each(CODE_RULES)('$rule', ({ rule }) => {
  expect(describeViolations(broken.filter((violation) => violation.rule === rule))).toEqual([]);
});

test('every file is in one of the five folders, has a telling name and keeps its budget of lines', () => {
  expect(describeViolations(checkFiles(repository))).toEqual([]);
});

test('every dependency is one exact version', () => {
  expect(describeViolations(checkVersions(repository))).toEqual([]);
});
