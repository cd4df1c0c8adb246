import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path/posix';
import { lineAt, nodeIn, parseTypeScript, textIn, walk, type SyntaxNode } from './syntax.ts';
import { isTypeScript, WORKSPACES, type SourceTree } from './source-tree.ts';

export interface Import {
  readonly file: string;
  readonly line: number;
  /** As written; undefined where it is computed. */
  readonly specifier: string | undefined;
  /** A path of ours (`db/domain/ids.ts`), `npm:zod`, `npm:drizzle-orm/pg-core` or `node:fs`; undefined where computed. */
  readonly target: string | undefined;
  /** Gone when the program runs. `import { type A }` is not: it still loads the module. */
  readonly typeOnly: boolean;
  /** By a package name of ours that its `exports` do not open. */
  readonly closed: boolean;
}

/** Every import, re-export, `import()` and `import('…')` type of the tree's TypeScript files. */
export function importsOf(tree: SourceTree): Import[] {
  return [...tree].flatMap(([file, text]) => (isTypeScript(file) ? importsOfFile({ tree, file, text }) : []));
}

function importsOfFile({ tree, file, text }: { tree: SourceTree; file: string; text: string }): Import[] {
  const found: Import[] = [];
  walk(parseTypeScript(file, text), (node) => {
    const source = sourceOf(node);
    if (!source) return;
    const specifier = textIn(source, 'value');
    const line = lineAt(text, node.start);
    found.push({ file, line, specifier, typeOnly: isTypeOnly(node), ...resolveImport(tree, file, specifier) });
  });
  return found;
}

function sourceOf(node: SyntaxNode): SyntaxNode | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return nodeIn(node, 'source');
    case 'TSImportType':
      return nodeIn(node, 'source') ?? nodeIn(node, 'argument');
    default:
      return undefined;
  }
}

function isTypeOnly(node: SyntaxNode): boolean {
  return node.type === 'TSImportType' || [textIn(node, 'importKind'), textIn(node, 'exportKind')].includes('type');
}

function resolveImport(
  tree: SourceTree,
  file: string,
  specifier: string | undefined,
): Pick<Import, 'target' | 'closed'> {
  if (specifier === undefined) return { target: undefined, closed: false };
  if (specifier.startsWith('.')) return { target: join(dirname(file), specifier), closed: false };
  if (isBuiltin(specifier)) return { target: `node:${specifier.replace('node:', '')}`, closed: false };
  const [, workspace, rest] = /^@holdfast\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (workspace === undefined || !WORKSPACES.includes(workspace)) return { target: `npm:${specifier}`, closed: false };
  const opened = openedBy(tree.get(`${workspace}/package.json`), rest === undefined ? '.' : `./${rest}`);
  return { target: join(workspace, opened ?? `${rest ?? 'index'}.ts`), closed: opened === undefined };
}

/** The file that a package's `exports` name for a sub-path; the most specific pattern wins, as in Node. */
function openedBy(manifest: string | undefined, subpath: string): string | undefined {
  const exported = manifest === undefined ? {} : exportsOf(manifest);
  const exact = exported[subpath];
  if (exact !== undefined) return exact;
  const patterns = Object.keys(exported).filter((key) => key.includes('*'));
  for (const key of patterns.toSorted((a, b) => b.length - a.length)) {
    const [before = '', after = ''] = key.split('*');
    const fits = subpath.startsWith(before) && subpath.endsWith(after) && subpath.length > key.length - 1;
    if (fits) return exported[key]?.replace('*', subpath.slice(before.length, subpath.length - after.length));
  }
  return undefined;
}

function exportsOf(manifest: string): Record<string, string> {
  const parsed: unknown = JSON.parse(manifest);
  if (typeof parsed !== 'object' || parsed === null || !('exports' in parsed)) return {};
  const entries: [string, unknown][] = Object.entries(parsed.exports ?? {});
  return Object.fromEntries(entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}
