import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { format } from 'oxfmt';
import { z } from 'zod';
import { config } from '../codegen.ts';

const FOLDER = import.meta.dirname;

/** What stands in for the repository's formatter settings: generated files are formatted like all others. */
const FORMAT = { printWidth: 120, singleQuote: true } as const;

/** The generator gives no types of what it gives back. */
const generated = z.array(z.object({ filename: z.string(), content: z.string() }));

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The files made of `operations/*.graphql` and the gateway's printed schema: the typed documents, and the list of all
 * documents by their hash, with which a gateway could be closed to every other. Writes nothing.
 */
export async function generateOperations(): Promise<GeneratedFile[]> {
  const files = generated.parse(await generate({ ...config, cwd: join(FOLDER, '..') }, false));
  return Promise.all([
    formatted('operations.generated.ts', contentOf(files, 'graphql.ts')),
    formatted('persisted-documents.json', contentOf(files, 'persisted-documents.json')),
  ]);
}

async function formatted(name: string, content: string): Promise<GeneratedFile> {
  const { code, errors } = await format(name, content, FORMAT);
  if (errors.length > 0) throw new Error(`${name} cannot be formatted: ${errors[0]?.message}`);
  return { path: join(FOLDER, name), text: code };
}

function contentOf(files: readonly { filename: string; content: string }[], name: string): string {
  const found = files.find(({ filename }) => filename.endsWith(`/${name}`));
  if (found) return found.content;
  throw new Error(`the generator made no ${name}`);
}
