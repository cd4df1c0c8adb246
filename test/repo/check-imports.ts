import { importCycles } from './import-cycles.ts';
import { importsOf, type Import } from './imports.ts';
import { TEST_MAY_ALSO, type ImportRule } from './import-rules.ts';
import { isTest, type SourceTree } from './source-tree.ts';
import type { Violation } from './violation.ts';

/** Every import of the tree that breaks one of the rules, or one of those that hold everywhere. */
export function checkImports(tree: SourceTree, rules: readonly ImportRule[]): Violation[] {
  const imports = importsOf(tree);
  return [
    ...imports.flatMap((found) => rules.flatMap((rule) => checkRule(found, rule))),
    ...imports.flatMap(checkEverywhere),
    ...importCycles(imports).map(describeCycle),
  ];
}

function checkRule({ file, line, target }: Import, rule: ImportRule): Violation[] {
  const applies = file.startsWith(rule.from) && !(rule.except !== undefined && file.startsWith(rule.except));
  if (!applies || target === undefined) return [];
  const reason = rule.why;
  if (rule.mayNot?.some((pattern) => matches(pattern, target)) === true) {
    return [{ file, line, rule: `${rule.from} may not import ${target}`, reason }];
  }
  const allowed = rule.mayOnly && [...rule.mayOnly, ...(isTest(file) ? TEST_MAY_ALSO : [])];
  if (allowed === undefined || allowed.some((pattern) => matches(pattern, target))) return [];
  return [{ file, line, rule: `${rule.from} may only import ${rule.mayOnly?.join(', ')}, not ${target}`, reason }];
}

function matches(pattern: string, target: string): boolean {
  const isOpen = pattern.endsWith('/') || pattern.endsWith(':');
  return target === pattern || target.startsWith(isOpen ? pattern : `${pattern}/`);
}

function checkEverywhere({ file, line, specifier, target, closed }: Import): Violation[] {
  if (specifier === undefined || target === undefined) {
    return [{ file, line, rule: 'no computed import', reason: 'what is imported could not be checked' }];
  }
  if (closed) {
    return [{ file, line, rule: `${specifier} is not in the package's exports`, reason: 'Node would refuse it' }];
  }
  if (specifier.startsWith('.') && target.split('/')[0] !== file.split('/')[0]) {
    const reason = 'another workspace is imported by its package name, so that its exports say what is public';
    return [{ file, line, rule: `relative import ${specifier} leaves its workspace`, reason }];
  }
  return [];
}

function describeCycle(cycle: readonly string[]): Violation {
  const [file = ''] = cycle;
  const rule = `import cycle ${[...cycle, file].join(' → ')}`;
  return { file, rule, reason: 'which of them runs first would depend on who is imported first' };
}
