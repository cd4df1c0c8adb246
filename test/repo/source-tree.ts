import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** Files by their path in the repository (`db/domain/ids.ts`). Files that are not text are there with an empty text. */
export type SourceTree = ReadonlyMap<string, string>;

const ROOT = join(import.meta.dirname, '..', '..');
export const WORKSPACES = ['bot', 'db', 'gateway', 'test', 'worker'];

const NOT_OURS = new Set(['node_modules', '.git', '.turbo', 'coverage']);
const BINARY = new Set(['.png', '.jpg', '.gif', '.ico', '.woff2', '.gz']);

/** Reads the checkout, without what is installed, built or git's own. */
export async function readRepository(): Promise<SourceTree> {
  const entries = await Promise.all((await filesUnder(ROOT)).map(readEntry));
  return new Map(entries);
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !NOT_OURS.has(name));
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => filesUnder(join(folder, name)));
  return [...files, ...(await Promise.all(folders)).flat()];
}

async function readEntry(file: string): Promise<[string, string]> {
  const path = relative(ROOT, file).split(sep).join('/');
  return [path, BINARY.has(extname(file)) ? '' : await readFile(file, 'utf8')];
}

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}
