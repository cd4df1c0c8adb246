import { lstat, readdir } from 'node:fs/promises';

/**
 * Which of some paths are not below a directory. A path may hold U+FFFD in place of bytes that are not UTF-8,
 * as restic's listings do; it is then looked for byte by byte.
 */
export async function missingBelow(root: string, paths: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const path of paths) {
    const names = path.split('/').filter((name) => name !== '');
    if (!(await exists(Buffer.from(root), names))) missing.push(path);
  }
  return missing;
}

async function exists(directory: Buffer, names: readonly string[]): Promise<boolean> {
  const [name, ...rest] = names;
  if (name === undefined) return isThere(directory);
  if (!name.includes('\ufffd')) return exists(join(directory, Buffer.from(name)), rest);
  const wanted = bytePattern(name);
  for (const entry of await entriesOf(directory)) {
    if (wanted.test(entry.toString('latin1')) && (await exists(join(directory, entry), rest))) return true;
  }
  return false;
}

/** Matches, byte for character, the names that restic writes as `name`. */
function bytePattern(name: string): RegExp {
  const parts = name.split('\ufffd').map((part) => escapeRegExp(Buffer.from(part).toString('latin1')));
  return new RegExp(`^${parts.join(String.raw`(?:\xef\xbf\xbd|[\x80-\xff])`)}$`, 's');
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function join(directory: Buffer, name: Buffer): Buffer {
  return Buffer.concat([directory, Buffer.from('/'), name]);
}

async function isThere(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

async function entriesOf(directory: Buffer): Promise<readonly Buffer[]> {
  try {
    return await readdir(directory, { encoding: 'buffer' });
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
