import { expect, test } from 'vitest';
import { checkImports } from './check-imports.ts';
import { IMPORT_RULES } from './import-rules.ts';
import { readRepository } from './source-tree.ts';
import { describeViolations } from './violation.ts';

test('every import of the five folders runs the way the design allows', async () => {
  const violations = checkImports(await readRepository(), IMPORT_RULES);

  expect(describeViolations(violations)).toEqual([]);
});
