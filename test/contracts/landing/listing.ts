import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isOurName } from '@holdfast/worker/landing/names';

/**
 * What stands at a path and below, one line each: name (bytes as latin1), mode, owner, and of a file its time and the hash
 * of its content, of a link where it leads. Times of folders are left out, since putting something into one changes them.
 * Holdfast's own folders are passed over.
 */
export function listing(root: string): string[] {
  const lines: string[] = [];
  walk(Buffer.from(root), '', lines);
  return lines.toSorted();
}

function walk(path: Buffer, name: string, lines: string[]): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  const facts = [name, stat.mode.toString(8), stat.uid, stat.gid];
  if (stat.isSymbolicLink()) lines.push([...facts, readlinkSync(path, 'latin1')].join('|'));
  else if (stat.isFile())
    lines.push([...facts, stat.mtimeMs, createHash('sha256').update(readFileSync(path)).digest('hex')].join('|'));
  else lines.push(facts.join('|'));
  if (!stat.isDirectory()) return;
  for (const child of readdirSync(path, { encoding: 'buffer' })) {
    if (isOurName(child.toString())) continue;
    walk(Buffer.concat([path, Buffer.from('/'), child]), `${name}/${child.toString('latin1')}`, lines);
  }
}

/** The paths of Holdfast's staging folders that are left anywhere below a folder. */
export function leftovers(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.holdfast-restore-'));
}
