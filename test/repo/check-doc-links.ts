import { dirname, join, matchesGlob } from 'node:path/posix';
import { WORKSPACES, type SourceTree } from './source-tree.ts';
import type { Violation } from './violation.ts';

/** Every relative link, anchor and path in back-ticks of the tree's Markdown that leads nowhere. */
export function checkDocLinks(tree: SourceTree): Violation[] {
  const places = withFolders(tree);
  const documents = [...tree.keys()].filter((file) => file.endsWith('.md'));
  return documents.flatMap((file) => [...brokenLinks(file, { tree, places }), ...brokenPaths(file, { tree, places })]);
}

interface Known {
  readonly tree: SourceTree;
  /** Files and folders. */
  readonly places: ReadonlySet<string>;
}

function withFolders(tree: SourceTree): Set<string> {
  const places = new Set(tree.keys());
  for (const file of tree.keys()) {
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) places.add(folder);
  }
  return places;
}

function brokenLinks(file: string, { tree, places }: Known): Violation[] {
  const links = [...withoutCode(tree.get(file) ?? '').matchAll(/\]\(\s*<?([^)\s>]+)/g)];
  return links.flatMap((match) => {
    const [link = '', anchor] = (match[1] ?? '').split('#');
    if (/^[a-z][a-z+.-]*:|^\/\//i.test(link)) return [];
    const target = link === '' ? file : join(dirname(file), decodeURI(link)).replace(/\/$/, '');
    const problem = places.has(target) ? brokenAnchor(tree.get(target), anchor) : 'there is no such file';
    return problem === undefined ? [] : [{ file, rule: `link to ${match[1]}`, reason: problem }];
  });
}

function brokenAnchor(text: string | undefined, anchor: string | undefined): string | undefined {
  if (anchor === undefined || text === undefined) return undefined;
  const headings = [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => slug(match[1] ?? ''));
  return headings.includes(anchor) ? undefined : 'there is no such heading';
}

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
}

/** `db/domain/ids.ts`, `worker/sources/` and `db/services/job/*.ts` are meant as paths; `db/<kind>/…` is a pattern. */
function brokenPaths(file: string, { tree, places }: Known): Violation[] {
  const quoted = [...withoutFences(tree.get(file) ?? '').matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? '');
  return quoted
    .filter((path) => WORKSPACES.includes(path.split('/')[0] ?? '') && /^[\w.-]+\/[\w./*-]*$/.test(path))
    .filter((path) => !exists(path.replace(/\/$/, ''), places))
    .map((path) => ({ file, rule: `path \`${path}\``, reason: 'there is no such file or folder' }));
}

function exists(path: string, places: ReadonlySet<string>): boolean {
  if (path.includes('*')) return [...places].some((place) => matchesGlob(place, path));
  return [path, `${path}.ts`].some((candidate) => places.has(candidate));
}

function withoutFences(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, '');
}
