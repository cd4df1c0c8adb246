import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const TOOLS_FILE = new URL('../node_modules/.holdfast/tools.json', import.meta.url);
const toolsSchema = z.object({
  restic: z.object({ path: z.string() }).optional(),
  postgresql: z.object({ bin: z.string() }).optional(),
});

/** Where Debian keeps PostgreSQL's programs, a folder a version. */
const DEBIAN = '/usr/lib/postgresql';

/** The restic that `setup.mjs` found or installed, or undefined where it was not run. */
export function installedRestic(): string | undefined {
  return readTools().restic?.path;
}

/** Folders that may hold PostgreSQL's programs: what `setup.mjs` found or installed, Debian's of every version, those on PATH. */
export function installedPostgresql(path: string | undefined): string[] {
  const found = readTools().postgresql?.bin;
  const debian = versionsIn(DEBIAN).map((version) => join(DEBIAN, version, 'bin'));
  return [...(found === undefined ? [] : [found]), ...debian, ...(path ?? '').split(':').filter(Boolean)];
}

function versionsIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readTools(): z.output<typeof toolsSchema> {
  try {
    return toolsSchema.parse(JSON.parse(readFileSync(fileURLToPath(TOOLS_FILE), 'utf8')));
  } catch {
    return {};
  }
}
