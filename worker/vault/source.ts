import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { sayingInto } from './command-words.ts';
import { ResticError } from './errors.ts';
import { diesWithParent } from './spawn.ts';

export type Source =
  | {
      readonly kind: 'paths';
      readonly cwd: string;
      /** Relative ones are stored relative, under the snapshot's root. */
      readonly paths: readonly string[];
    }
  | {
      readonly kind: 'path-list';
      readonly cwd: string;
      /** Paths as raw bytes, each ended by NUL: the only way in for names that are not UTF-8. */
      readonly listFile: string;
    }
  | {
      readonly kind: 'command';
      /** What the output is called in the snapshot's root. */
      readonly fileName: string;
      readonly argv: readonly string[];
      readonly environment?: Readonly<Record<string, string>>;
    };

/**
 * The arguments that make restic read a source. A command is bound to restic's life, says its errors into a file, and the
 * variables named private are taken out of its environment.
 */
export function sourceArguments(
  source: Source,
  { privateVariables, wordsFile }: { readonly privateVariables: readonly string[]; readonly wordsFile: string },
): readonly string[] {
  switch (source.kind) {
    case 'paths':
      return ['--', ...source.paths];
    case 'path-list':
      return ['--files-from-raw', source.listFile];
    case 'command': {
      const unset = privateVariables.flatMap((name) => ['-u', name]);
      const bound = [...diesWithParent, ...sayingInto(wordsFile, ['env', ...unset, ...source.argv])];
      return ['--stdin-from-command', '--stdin-filename', source.fileName, '--', ...bound];
    }
  }
}

/**
 * Refuses a source that cannot be read as it is meant.
 *
 * @throws ResticError `source-missing` where a named path, the list or the directory is not there, `usage` for the rest
 */
export async function checkSource(
  source: Source,
  repositoryEnvironment: Readonly<Record<string, string>>,
): Promise<void> {
  if (source.kind === 'command') {
    checkCommand(source, repositoryEnvironment);
    return;
  }
  if (source.kind === 'paths' && source.paths.length === 0) throw usage('no paths are named');
  await mustExist(source.cwd);
  const named = source.kind === 'paths' ? source.paths : [source.listFile];
  for (const path of named) await mustExist(resolve(source.cwd, path));
}

function checkCommand(
  source: Source & { kind: 'command' },
  repositoryEnvironment: Readonly<Record<string, string>>,
): void {
  const { fileName, argv, environment = {} } = source;
  if (/^\.{0,2}$/.test(fileName) || fileName.includes('/')) throw usage(`"${fileName}" is no plain file name`);
  const [program] = argv;
  if (program === undefined) throw usage('no command is named');
  // `env` would take a first word with "=" for a variable, or with "-" for an option.
  if (program.includes('=') || program.startsWith('-')) throw usage(`"${program}" cannot be the name of a command`);
  const clash = Object.keys(environment).find((name) => Object.hasOwn(repositoryEnvironment, name));
  if (clash !== undefined) throw usage(`the repository and the command both set ${clash}`);
}

async function mustExist(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (cause) {
    throw new ResticError('source-missing', { command: 'backup', detail: path, cause });
  }
}

function usage(detail: string): ResticError {
  return new ResticError('usage', { command: 'backup', detail });
}
