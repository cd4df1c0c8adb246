import { readFileSync } from 'node:fs';
import type { z } from 'zod';

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

/** What stands in an environment of the settings that are named, and what went wrong while it was read. */
export interface GivenSettings {
  readonly given: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/**
 * Reads settings by name. An empty variable counts as unset. Each may also come from the file that `<NAME>_FILE` names,
 * for secrets that must not stand in an environment. The bot has its own reader, because it runs where `db` is not.
 */
export function readGiven(names: readonly string[], environment: Environment): GivenSettings {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name] || fromFile(environment[`${name}_FILE`], `${name}_FILE`, problems);
    if (value) given[name] = value;
  }
  return { given, problems };
}

/** @throws SettingsError with every problem */
export function parseSettings<T extends z.ZodType>(schema: T, { given, problems }: GivenSettings): z.output<T> {
  const parsed = schema.safeParse(given);
  const all = [
    ...problems,
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  ];
  if (!parsed.success || all.length > 0) throw new SettingsError(all);
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
