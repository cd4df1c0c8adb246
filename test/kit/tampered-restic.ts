import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUICK_RESTIC } from './tools.ts';

/** The same restic, which runs a shell command of the test's right before each backup it makes. */
export function resticThatFirst(folder: string, command: string): string {
  const wrapper = join(folder, 'restic-that-first');
  const lines = ['#!/bin/sh', `if [ "$1" = backup ]; then ${command}; fi`, `exec ${QUICK_RESTIC} "$@"`];
  writeFileSync(wrapper, `${lines.join('\n')}\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}
