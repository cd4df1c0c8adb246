import type { CodeRule, ImportedNames } from './code-rules.ts';
import { isTypeScript, type SourceTree } from './source-tree.ts';
import { lineAt, nodeIn, nodesIn, parseTypeScript, textIn, walk, type SyntaxNode } from './syntax.ts';
import type { Violation } from './violation.ts';

/** Every place in the tree's TypeScript files that breaks one of the rules. */
export function checkCode(tree: SourceTree, rules: readonly CodeRule[]): Violation[] {
  return [...tree].flatMap(([file, text]) => (isTypeScript(file) ? checkFile({ file, text, rules }) : []));
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly rules: readonly CodeRule[];
}

function checkFile({ file, text, rules }: Source): Violation[] {
  const applying = rules.filter((rule) => rule.appliesTo(file));
  const program = parseTypeScript(file, text);
  const imported = importedNames(program);
  const violations: Violation[] = [];
  walk(program, (node) => {
    for (const { rule, why } of applying.filter((each) => each.isBroken(node, imported))) {
      violations.push({ file, line: lineAt(text, node.start), rule, reason: why });
    }
  });
  return violations;
}

function importedNames(program: SyntaxNode): ImportedNames {
  const declarations = nodesIn(program, 'body').filter(({ type }) => type === 'ImportDeclaration');
  const entries = declarations.flatMap((declaration) => {
    const from = textIn(nodeIn(declaration, 'source'), 'value') ?? '';
    const names = nodesIn(declaration, 'specifiers').map((each) => textIn(nodeIn(each, 'local'), 'name') ?? '');
    return names.map((name): [string, string] => [name, from]);
  });
  return new Map(entries);
}
