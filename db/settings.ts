import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the settings, told at once; the process ends with 1. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Settings are missing or wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads a part's settings from an environment by their zod schema. An empty variable counts as unset. Each setting may
 * also come from the file that `<NAME>_FILE` names, for secrets that must not stand in an environment.
 * @throws SettingsError with every problem
 */
export function readSettings<T extends z.ZodObject>(schema: T, environment: Environment): z.output<T> {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = environment[name] || fromFile(environment[`${name}_FILE`], `${name}_FILE`, problems);
    if (value) given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return parsed.data;
}

function fromFile(path: string | undefined, name: string, problems: string[]): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    problems.push(`${name}: ${path} cannot be read (${error instanceof Error ? error.message : String(error)})`);
    return undefined;
  }
}

/** Where Holdfast keeps what is its own, unless HOLDFAST_HOME says otherwise. */
export function defaultHome(environment: Environment, uid: number): string {
  if (uid === 0) return '/var/lib/holdfast';
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'holdfast');
}

/** A folder setting. */
export const folderSetting = z.string().startsWith('/', 'must be an absolute path');

/** Folders parted by colons, as in PATH. */
export const foldersSetting = z
  .string()
  .transform((text) => text.split(':').filter(Boolean))
  .pipe(z.array(folderSetting));
