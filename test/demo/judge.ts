import { compareFolders, compareTables } from './compare.ts';
import type { Recorder } from './report.ts';
import { LIVING_TABLE, LOST_TABLE } from './sample-database.ts';
import { DIARY } from './sample-folder.ts';
import type { Testimony } from './testimony.ts';

/** What the witness saw around the accident. */
export interface Accident {
  readonly before: Testimony;
  readonly after: Testimony;
  /** What came into the living table meanwhile. */
  readonly newRows: number;
}

/** Whether the restores brought back what was lost, and left alone what was not. */
export function compareRestored(recorder: Recorder, { before, after, newRows }: Accident, now: Testimony): void {
  recorder.compared(
    'folder',
    'the folder in every name, kind, mode, owner, time, link and byte',
    compareFolders(before.folder, now.folder),
  );
  recorder.compared(
    'dropped-table',
    `${LOST_TABLE} in every row, column, key and index`,
    compareTables(before.tables, now.tables, (name) => name === LOST_TABLE),
  );
  recorder.compared(
    'other-tables',
    'every other table with what came since',
    compareTables(after.tables, now.tables, (name) => name !== LOST_TABLE),
  );
  const [was, is] = [rowsOf(before), rowsOf(now)];
  recorder.compared('newer-rows', `${LIVING_TABLE} with its ${newRows} newer rows`, {
    compared: 1,
    differences: is - was === newRows ? [] : [`there were ${was} rows, there are ${is}`],
  });
}

/** Whether a file is again what it was when everything began. */
export function compareOldFile(recorder: Recorder, first: Testimony, now: Testimony): void {
  const diary = ({ folder }: Testimony) => folder.filter(({ path }) => path === DIARY);
  recorder.compared('rebuilt-file', `"${DIARY}" as it was at first`, compareFolders(diary(first), diary(now)));
}

function rowsOf({ tables }: Testimony): number {
  return tables.find(({ name }) => name === LIVING_TABLE)?.rows ?? 0;
}
