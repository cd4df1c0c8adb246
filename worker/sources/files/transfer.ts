import { basename, dirname, join } from 'node:path';
import type { FilesConfig } from '@holdfast/db/sources/files';
import type { Run } from '../../attempt/run.ts';
import type { TransferPart } from '../driver.ts';
import { nothingChosen } from './errors.ts';
import { compileGlob } from './glob.ts';
import { excludeBelow } from './patterns.ts';
import { selectPaths } from './select.ts';

/** What restores put beside their targets is never part of an item. */
const OWN_FOLDERS = ['.holdfast-restore-*', '.holdfast-replaced-*'];

/**
 * The item as the engine is to read it: from its parent folder under its own name, so that the item's root comes back with
 * its mode, owner and attributes. Excludes are the engine's; includes are chosen by us, since the engine has none.
 */
export async function describeTransfer(config: FilesConfig, path: string, run: Run): Promise<readonly TransferPart[]> {
  const cwd = dirname(path);
  const root = basename(path);
  const exclude = [...config.exclude, ...OWN_FOLDERS];
  // The engine would call an item whose root is excluded an empty snapshot.
  if (exclude.some((pattern) => compileGlob(pattern)(''))) throw nothingChosen(config.path);
  const excludes = exclude.map((pattern) => excludeBelow(path, pattern));
  if (config.include.length === 0) {
    return [{ name: 'files', kind: 'TREE', source: { kind: 'paths', cwd, paths: [`./${root}`], excludes } }];
  }
  const listFile = join(run.directory, 'chosen-paths');
  const count = await selectPaths({ cwd, root, include: config.include, exclude, listFile, signal: run.signal });
  if (count === 0) throw nothingChosen(config.path);
  return [{ name: 'files', kind: 'TREE', source: { kind: 'path-list', cwd, listFile, excludes } }];
}
