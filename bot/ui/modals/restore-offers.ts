import type { RestoreChoices } from './restore-choices.ts';

/** A database of a recovery point. */
export interface DatabaseView {
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  readonly tableCount?: number | undefined;
  /** A few of its tables, as SQL writes them. */
  readonly tables: readonly string[];
}

export type OtherTargetView = 'PATH' | 'DATABASE' | 'FILES';

/** What the chosen item and its point leave to choose. */
export interface RestoreOffers {
  /** What can be picked out of the point. */
  readonly picks: 'PATHS' | 'TABLES' | 'NONE';
  readonly otherTargets: readonly OtherTargetView[];
  /** What a point of databases holds; absent where that is not known. */
  readonly databases?: readonly DatabaseView[] | undefined;
}

/** Whether it has to be said which database is meant. */
export function hasSeveralDatabases({ picks, databases }: RestoreOffers): boolean {
  return picks === 'TABLES' && databases?.length !== 1;
}

/** Where what is chosen can go, besides where it was: several databases take no one name, and tables are no files. */
export function targetsOffered(offers: RestoreOffers, { database, tables }: RestoreChoices): OtherTargetView[] {
  const isOne = database !== undefined || tables !== undefined || !hasSeveralDatabases(offers);
  return offers.otherTargets.filter((target) => {
    if (target === 'DATABASE') return isOne;
    return target !== 'FILES' || tables === undefined;
  });
}

/** The choices without those that the item and the point do not leave, and with the questions that they bring up. */
export function fitting(choices: RestoreChoices, offers: RestoreOffers): RestoreChoices {
  const paths = offers.picks === 'PATHS' ? choices.paths : undefined;
  const tables = offers.picks === 'TABLES' ? choices.tables : undefined;
  const database = hasSeveralDatabases(offers) ? (choices.database ?? (tables && '')) : undefined;
  const targets = targetsOffered(offers, { ...choices, tables, database });
  return {
    ...choices,
    paths,
    tables,
    database,
    targetPath: targets.some((target) => target !== 'DATABASE') ? choices.targetPath : undefined,
    targetDatabase: targets.includes('DATABASE') ? choices.targetDatabase : undefined,
  };
}

/** What of the chosen is not said yet, in words; undefined when a preview can be asked for. */
export function whatIsMissing(choices: RestoreChoices): string | undefined {
  const { point, paths, database, tables, targetPath, targetDatabase } = choices;
  if (!point) return 'It has no recovery point: there is nothing to restore from.';
  if (paths?.length === 0) return 'Type which files and folders.';
  if (database === '') return 'Choose which database.';
  if (tables?.length === 0) return 'Type which tables.';
  if (targetDatabase === '') return 'Type the name of the other database.';
  return targetPath === '' ? 'Type where to restore to.' : undefined;
}
