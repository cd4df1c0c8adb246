import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { absolutePathSchema } from '@holdfast/db/domain/path';
import { recoveryKitSchema, type RecoveryKit } from '@holdfast/db/domain/recovery-kit';

export const USAGE = `Puts back what a store lacks of a vault's catalogue, from the vault and its recovery kit. It may be run again.

  node_modules/.bin/node worker/rebuild-catalogue.ts KIT [--at FOLDER]

  KIT          the recovery kit of the vault (recovery-kits/VAULT_ID.json under the home of the Holdfast that made it)
  --at FOLDER  where the vault's folder is now, when it is not where the kit says

The gateway must have set the store up. Settings are those of the worker.`;

/** @throws HoldfastError ARGUMENTS_WRONG, KIT_UNREADABLE */
export async function readArguments(argv: readonly string[]): Promise<RecoveryKit> {
  const { kitFile, at } = parse(argv);
  const kit = await readKit(kitFile);
  if (at === undefined) return kit;
  const [repository, ...others] = kit.repositories;
  if (repository === undefined || others.length > 0) throw wrong('--at fits a vault of one repository alone.');
  return { ...kit, repositories: [{ ...repository, location: at }] };
}

function parse(argv: readonly string[]): { kitFile: string; at: string | undefined } {
  const { positionals, at } = parsed(argv);
  const [kitFile, ...more] = positionals;
  if (kitFile === undefined || more.length > 0) throw wrong('It takes the file of one recovery kit.');
  return { kitFile, at: at === undefined ? undefined : placeOf(at) };
}

/** As the path of a new vault is taken. */
function placeOf(text: string): string {
  const path = absolutePathSchema.safeParse(text);
  if (path.success) return path.data;
  throw wrong('--at takes an absolute path.');
}

function parsed(argv: readonly string[]): { positionals: readonly string[]; at: string | undefined } {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { at: { type: 'string' } },
    });
    return { positionals, at: values.at };
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

async function readKit(file: string): Promise<RecoveryKit> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error instanceof Error && 'code' in error ? String(error.code) : String(error));
  }
  try {
    return recoveryKitSchema.parse(JSON.parse(text));
  } catch {
    // What is wrong with it is not told: it may hold the password.
    throw unreadable(file, 'It is no recovery kit, it was cut off, or a newer Holdfast made it.');
  }
}

function wrong(cause: string): HoldfastError {
  return new HoldfastError({
    code: 'ARGUMENTS_WRONG',
    message: 'The catalogue was not rebuilt: the arguments are wrong.',
    cause,
    remedy: USAGE,
    retryable: false,
    fault: 'USER',
  });
}

function unreadable(file: string, cause: string): HoldfastError {
  return new HoldfastError({
    code: 'KIT_UNREADABLE',
    message: `The recovery kit ${file} cannot be read.`,
    cause,
    remedy: 'Name the file that the gateway wrote when the vault was made, or a copy of it.',
    retryable: false,
    fault: 'USER',
  });
}
