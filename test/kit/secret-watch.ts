import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import type { World } from './world.ts';

/** Whether a secret was to be seen in the arguments of any process of the machine. */
export interface ArgumentWatch extends Disposable {
  /** The arguments that held it. */
  readonly seen: ReadonlySet<string>;
  /** How many processes were looked at, so that a watch that saw nothing is known to have looked. */
  readonly looks: number;
}

const LOOK_EVERY_MS = 20;

/** Looks at the arguments of all processes again and again until it is let go of. */
export function watchArguments(secret: string): ArgumentWatch {
  const seen = new Set<string>();
  let looks = 0;
  const timer = setInterval(() => {
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const text = textOf(`/proc/${name}/cmdline`);
      looks += 1;
      if (text.includes(secret)) seen.add(text.replaceAll('\0', ' '));
    }
  }, LOOK_EVERY_MS);
  return {
    seen,
    get looks() {
      return looks;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** The files below a folder that hold a text. */
export function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => textOf(file).includes(text));
}

/** The tables of the world's store of which some row holds a text. */
export async function tablesHolding(world: World, text: string): Promise<string[]> {
  const sql = postgres(world.ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`;
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await sql`
        select from ${sql.unsafe(name)} whole_row where position(${text} in whole_row::text) > 0 limit 1`;
      if (rows.length > 0) found.push(name);
    }
    return found;
  } finally {
    await sql.end();
  }
}

/** Empty for what is gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
