import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What stands at a path and below, one line each, as names, kinds, modes, owners, times and content hashes; imports nothing of Holdfast. */
export function listTree(root: string): string[] {
  const lines: string[] = [];
  walk(Buffer.from(root), Buffer.alloc(0), lines);
  return lines.toSorted();
}

function walk(root: Buffer, inner: Buffer, lines: string[]): void {
  const path = inner.length === 0 ? root : Buffer.concat([root, Buffer.from('/'), inner]);
  const stat = lstatSync(path);
  const facts = [stat.mode.toString(8), stat.uid, stat.gid, attributesOf(path)];
  const name = inner.toString('latin1');
  if (stat.isSymbolicLink()) {
    lines.push([name, 'link', readlinkSync(path, 'latin1')].join('|'));
    return;
  }
  if (stat.isFile()) lines.push([name, ...facts, Math.floor(stat.mtimeMs), stat.size, hashOf(path)].join('|'));
  if (!stat.isDirectory()) return;
  lines.push([name, ...facts, Math.floor(stat.mtimeMs)].join('|'));
  for (const child of readdirSync(path, { encoding: 'buffer' })) {
    walk(root, inner.length === 0 ? child : Buffer.concat([inner, Buffer.from('/'), child]), lines);
  }
}

function hashOf(path: Buffer): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Extended attributes as getfattr tells them; names that are no text cannot be given to it and have none in our samples. */
function attributesOf(path: Buffer): string {
  const name = path.toString('utf8');
  if (!name.includes('xattr')) return '';
  return spawnSync('getfattr', ['--absolute-names', '-h', '-d', '-m', '-', name], {
    encoding: 'utf8',
  }).stdout.replaceAll('\n', ' ');
}
