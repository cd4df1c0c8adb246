import { parseAst } from 'vitest/node';

/** A node of the ESTree that vitest's own parser makes of TypeScript; its other fields are read with the functions below. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
}

/** Parses a TypeScript file. Throws with the file's name when it is not valid. */
export function parseTypeScript(path: string, text: string): SyntaxNode {
  try {
    return parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }, path);
  } catch (cause) {
    throw new Error(`${path} cannot be parsed`, { cause });
  }
}

/** Calls `visit` for the node and everything below it, parents first. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

/** Whether the node or anything below it satisfies the condition. */
export function contains(node: SyntaxNode, condition: (node: SyntaxNode) => boolean): boolean {
  return condition(node) || childrenOf(node).some((child) => contains(child, condition));
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node)
    .flatMap((value: unknown) => value)
    .filter(isNode);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function field(node: SyntaxNode, name: string): unknown {
  return new Map<string, unknown>(Object.entries(node)).get(name);
}

/** The node in a field, as `callee` of a call; undefined when there is none. */
export function nodeIn(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const value = field(node, name);
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that is a list, as `arguments` of a call. */
export function nodesIn(node: SyntaxNode, name: string): SyntaxNode[] {
  const value = field(node, name);
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text in a field, as `value` of a string literal or `name` of an identifier. */
export function textIn(node: SyntaxNode | undefined, name: string): string | undefined {
  const value = node && field(node, name);
  return typeof value === 'string' ? value : undefined;
}

/**
 * What a chain of names and members says, without its calls and arguments: `ctx.db` for `ctx.db`, `test.each.only` for
 * `test.each(rows).only`. Where the chain starts with anything else it starts with `?`.
 */
export function chainOf(node: SyntaxNode | undefined): string {
  switch (node?.type) {
    case 'Identifier':
      return textIn(node, 'name') ?? '?';
    case 'ThisExpression':
      return 'this';
    case 'CallExpression':
      return chainOf(nodeIn(node, 'callee'));
    case 'ChainExpression':
    case 'TSNonNullExpression':
      return chainOf(nodeIn(node, 'expression'));
    case 'MemberExpression': {
      const property = nodeIn(node, 'property');
      return `${chainOf(nodeIn(node, 'object'))}.${textIn(property, 'name') ?? textIn(property, 'value') ?? '?'}`;
    }
    default:
      return '?';
  }
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
