import { code } from './escape.ts';
import { listed, type SomeNames } from './listed.ts';

/** What of a recovery point is restored. What is absent was not narrowed down. */
export interface ChosenView {
  readonly paths?: SomeNames | undefined;
  readonly database?: string | undefined;
  /** As SQL writes them. */
  readonly tables?: SomeNames | undefined;
}

const NAMES_SHOWN = 3;
/** Longer than most paths are, short enough that a line of three leaves room for others. */
const PATH_LENGTH = 200;

/** ``Tables `a` and `b` of database `shop` ``, at the start of a sentence; undefined for all of the point. */
export function chosenText({ paths, database, tables }: ChosenView): string | undefined {
  if (paths) {
    return `${paths.count === 1 ? 'Path' : 'Paths'} ${listed(paths, { most: NAMES_SHOWN, each: PATH_LENGTH })}`;
  }
  if (database === undefined) return undefined;
  if (!tables) return `Database ${code(database)}`;
  const names = listed(tables, { most: NAMES_SHOWN });
  return `${tables.count === 1 ? 'Table' : 'Tables'} ${names} of database ${code(database)}`;
}
