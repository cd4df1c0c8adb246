import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const TOOLS_FILE = new URL('../node_modules/.holdfast/tools.json', import.meta.url);
const toolsSchema = z.object({ restic: z.object({ path: z.string() }) });

/** The restic that `setup.mjs` found or installed, or undefined where it was not run. */
export function installedRestic(): string | undefined {
  try {
    return toolsSchema.parse(JSON.parse(readFileSync(fileURLToPath(TOOLS_FILE), 'utf8'))).restic.path;
  } catch {
    return undefined;
  }
}
