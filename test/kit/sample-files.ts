import { createCipheriv, createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  openSync,
  closeSync,
  ftruncateSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Bytes that are always the same for a seed and do not compress. */
export function seededBytes(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** A folder with everything that is easy to lose: odd names, modes, owners, links, holes, empty folders. */
export function makeOddTree(root: string): void {
  mkdirSync(join(root, 'empty folder'), { recursive: true });
  mkdirSync(join(root, 'deep/er/still'), { recursive: true });
  const names = [
    'plain.txt',
    'with space',
    'quote\'s "double"',
    'new\nline',
    'émoji 🗄️',
    '-dash',
    'glob*[x]?',
    'back\\slash',
    '$(touch pwned)',
    ';rm -rf',
  ];
  for (const name of names) writeFileSync(join(root, name), seededBytes(name, 1000));
  writeFileSync(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff, 0xfe])]), 'not utf-8');
  writeFileSync(join(root, 'deep/er/still/file'), seededBytes('deep', 70_000));
  writeFileSync(join(root, 'script.sh'), '#!/bin/sh\n');
  chmodSync(join(root, 'script.sh'), 0o4751);
  linkSync(join(root, 'plain.txt'), join(root, 'hard link'));
  symlinkSync('deep/er', join(root, 'link to folder'));
  symlinkSync('/nonexistent', join(root, 'dangling'));
  if (process.getuid?.() === 0) chownSync(join(root, 'with space'), 1234, 4321);
  const sparse = openSync(join(root, 'sparse'), 'w');
  ftruncateSync(sparse, 20 * 1024 * 1024);
  writeSync(sparse, 'end', 20 * 1024 * 1024 - 3);
  closeSync(sparse);
  chmodSync(root, 0o750);
  utimesSync(join(root, 'plain.txt'), 1_000_000_000, 1_000_000_000);
  utimesSync(root, 1_100_000_000, 1_100_000_000);
}
