import { chainOf, contains, nodeIn, nodesIn, textIn, type SyntaxNode } from './syntax.ts';
import { isTest } from './source-tree.ts';

/** A thing that code does only in certain files. */
export interface CodeRule {
  readonly rule: string;
  readonly why: string;
  /** Whether the rule holds for the file at this path. */
  appliesTo(path: string): boolean;
  isBroken(node: SyntaxNode, imported: ImportedNames): boolean;
}

/** Local name → module it was imported from, of one file. */
export type ImportedNames = ReadonlyMap<string, string>;

const ENVIRONMENT: CodeRule = {
  rule: 'only env.ts reads the environment',
  why: 'settings are parsed once, told all at once when they are wrong, and passed on as values',
  appliesTo: (path) => !/(^|\/)env\.ts$/.test(path) && !path.startsWith('test/kit/') && !path.endsWith('.config.ts'),
  isBroken: (node, imported) =>
    (node.type === 'MemberExpression' && /^(globalThis\.)?process\.env$/.test(chainOf(node))) ||
    (node.type === 'ImportSpecifier' && importedName(node) === 'env' && isFrom(node, imported, 'process')),
};

const CLOCK: CodeRule = {
  rule: 'only db/clock.ts reads the clock',
  why: 'elsewhere the time is passed in, so that a test can hold it; for durations there is performance.now()',
  appliesTo: (path) => path !== 'db/clock.ts' && !path.startsWith('test/'),
  isBroken: (node) => {
    if (node.type === 'MemberExpression') return /^(globalThis\.)?Date\.now$/.test(chainOf(node));
    const isDate = /^(globalThis\.)?Date$/.test(chainOf(nodeIn(node, 'callee')));
    return isDate && (node.type === 'CallExpression' || (isNew(node) && nodesIn(node, 'arguments').length === 0));
  },
};

const GATEWAY_WRITES: CodeRule = {
  rule: 'the gateway never writes',
  why: 'every write goes through a service of db: rights, change, audit, event and queue in one transaction',
  appliesTo: (path) => path.startsWith('gateway/') && !isTest(path),
  isBroken: (node, imported) => node.type === 'CallExpression' && isDatabaseWrite(node, imported),
};

const WHOLE_SUITE: CodeRule = {
  rule: 'no test is focused, skipped or left for later',
  why: 'the others would be skipped silently, and the count would look right',
  appliesTo: isTest,
  isBroken: (node) =>
    node.type === 'MemberExpression' &&
    /^(test|it|describe|suite|bench)(\.\w+)*\.(only|skip|todo|fails)$/.test(chainOf(node)),
};

const NO_SLEEP: CodeRule = {
  rule: 'a test waits on a condition and never sleeps',
  why: 'a fixed time is too short on a slow machine and too long on every other',
  appliesTo: isTest,
  isBroken: (node) => {
    if (node.type === 'AwaitExpression') {
      const called = nodeIn(node, 'argument');
      return (
        called?.type === 'CallExpression' &&
        /^((\w+\.)?(setTimeout|sleep|delay|pause)|scheduler\.wait)$/.test(chainOf(called))
      );
    }
    return isNew(node) && chainOf(nodeIn(node, 'callee')) === 'Promise' && contains(node, isTimer);
  },
};

const REAL_PROGRAMS: CodeRule = {
  rule: 'no module is replaced in a test',
  why: 'a test that mocks what it tests with stays green when the real thing breaks',
  appliesTo: isTest,
  isBroken: (node) => node.type === 'MemberExpression' && /^vi\.(mock|doMock|hoisted)$/.test(chainOf(node)),
};

export const CODE_RULES: readonly CodeRule[] = [
  ENVIRONMENT,
  CLOCK,
  GATEWAY_WRITES,
  WHOLE_SUITE,
  NO_SLEEP,
  REAL_PROGRAMS,
];

function isNew(node: SyntaxNode): boolean {
  return node.type === 'NewExpression';
}

function isTimer(node: SyntaxNode): boolean {
  return node.type === 'CallExpression' && /^(globalThis\.)?setTimeout$/.test(chainOf(node));
}

function importedName(node: SyntaxNode): string | undefined {
  return textIn(nodeIn(node, 'imported'), 'name');
}

function isFrom(node: SyntaxNode, imported: ImportedNames, module: string): boolean {
  const from = imported.get(textIn(nodeIn(node, 'local'), 'name') ?? '');
  return from === module || from === `node:${module}`;
}

/**
 * A drizzle write or transaction, told from `map.delete(key)` and `hash.update(text)` by what it is called on (something
 * named db or tx) or by its argument (a table of db/schema).
 */
function isDatabaseWrite(call: SyntaxNode, imported: ImportedNames): boolean {
  const [, receiver = '', verb] = /^(.*)\.(insert|update|delete|transaction)$/.exec(chainOf(call)) ?? [];
  if (verb === undefined) return false;
  if (/(^|\.)(db|tx|trx|database)$/.test(receiver)) return true;
  const table = chainOf(nodesIn(call, 'arguments')[0]).split('.')[0] ?? '';
  return imported.get(table)?.startsWith('@holdfast/db/schema') === true;
}
