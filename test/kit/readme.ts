import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './holdfast-process.ts';

const run = promisify(execFile);

/** An example of the README: a fenced block whose first line names it, as in "```graphql create-vault". */
export interface Example {
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

/** Every named example, in order. */
export function readmeExamples(): Example[] {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return [...text.matchAll(/^```(\w+) ([\w-]+)\n([\s\S]*?)^```$/gm)].map(([, language = '', name = '', body = '']) => ({
    name,
    language,
    text: body,
  }));
}

/** What a reader would have in place of the README's own words: the shell they sit at. */
export interface Reader {
  /** Literal words of the README and what stands for them here: paths, ids. */
  readonly words: ReadonlyMap<string, string>;
  /** Shell commands run before each example. */
  readonly before: string;
}

/** Runs shell text as a reader would, with the words exchanged. @returns what it printed, without the last newline */
export async function runShell(text: string, { words, before }: Reader): Promise<string> {
  const script = [...words].reduce((result, [word, real]) => result.replaceAll(word, real), `${before}\n${text}`);
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { timeout: 120_000 });
  return stdout.replace(/\n$/, '');
}
