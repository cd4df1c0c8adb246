import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { findRestic } from '@holdfast/worker/vault/find';

const toolsSchema = z.object({ restic: z.object({ path: z.string() }), postgresql: z.object({ bin: z.string() }) });

/** What setup.mjs found or installed. */
export function installedTools() {
  const file = fileURLToPath(new URL('../../node_modules/.holdfast/tools.json', import.meta.url));
  return toolsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The installed restic, which makes repositories whose keys take no time to open (quick-keys.ts). What is run is restic itself. */
export const QUICK_RESTIC = fileURLToPath(new URL('programs/restic-with-quick-keys', import.meta.url));

export function testRestic() {
  return findRestic([QUICK_RESTIC]);
}

/** The same restic as a root that may not read what it is not allowed to: to root nothing else is unreadable. */
export function resticThatObeysModes(folder: string): string {
  const wrapper = join(folder, 'restic-that-obeys-modes');
  const exec = `exec setpriv --bounding-set=-dac_override,-dac_read_search -- ${QUICK_RESTIC} "$@"`;
  writeFileSync(wrapper, `#!/bin/sh\n${exec}\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}

/** This process's environment and these variables, for a program that a test runs itself. */
export function withEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...variables };
}
