import { bytes, count } from '@holdfast/bot/ui/format';
import type { PostgresqlServer } from '../kit/postgresql-server.ts';
import type { Sample } from './report.ts';
import { DATABASE, makeSampleDatabase } from './sample-database.ts';
import { makeSampleFolder } from './sample-folder.ts';
import { folderOf, look } from './look.ts';
import type { Scene } from './stage.ts';
import type { Testimony } from './testimony.ts';

/** A step: makes what is protected. @returns what the witness saw of it */
export async function makeSample(scene: Scene): Promise<Testimony> {
  const { recorder, server, signal, say } = scene;
  return recorder.step('sample', 'A folder and a database are filled', async () => {
    // Neither is left to itself when the other fails.
    const made = await Promise.allSettled([makeSampleFolder(folderOf(scene), signal), makeSampleDatabase(server)]);
    for (const each of made) if (each.status === 'rejected') throw each.reason;
    const seen = await look(scene, { when: 'at first' });
    const sample = sampleOf(seen, await databaseBytes(server));
    const { files, folderBytes, tables, rows, databaseBytes: size } = sample;
    say(`       ${folderOf(scene)}: ${count(files)} files, ${bytes(folderBytes)}`);
    say(
      `       database ${DATABASE} on ${server.host}:${server.port}: ${count(rows)} rows in ${tables} tables, ${bytes(size)}`,
    );
    recorder.sample(sample);
    return seen;
  });
}

function sampleOf({ folder, tables }: Testimony, databaseSize: number): Sample {
  const files = folder.filter(({ type }) => type === 'file');
  const withRows = tables.filter(({ kind }) => kind === 'table');
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  return {
    files: files.length,
    folderBytes: sum(files.map(({ size = 0 }) => size)),
    tables: withRows.length,
    rows: sum(withRows.map(({ rows }) => rows)),
    databaseBytes: databaseSize,
  };
}

async function databaseBytes(server: PostgresqlServer): Promise<number> {
  const [row] = await server.use(
    DATABASE,
    (sql) => sql<{ size: number }[]>`
    select pg_database_size(current_database())::float8 as size`,
  );
  return row?.size ?? 0;
}
