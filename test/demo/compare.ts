import type { WitnessedEntry, WitnessedTable } from './testimony.ts';

/** What came of holding two things that the witness saw against each other. */
export interface Comparison {
  /** How many files, folders and links, or tables, were compared. */
  readonly compared: number;
  /** What is not the same, in words; empty when all is. */
  readonly differences: readonly string[];
}

/** Nothing compared is nothing proven. */
export function holds({ compared, differences }: Comparison): boolean {
  return compared > 0 && differences.length === 0;
}

/** Whether everything in a folder is as it was: what is missing, what is new, what is different and in which respect. */
export function compareFolders(before: readonly WitnessedEntry[], after: readonly WitnessedEntry[]): Comparison {
  return compare(byKey(before, 'path'), byKey(after, 'path'));
}

/** Whether these tables are as they were, in every row and in what they are made of. */
export function compareTables(
  before: readonly WitnessedTable[],
  after: readonly WitnessedTable[],
  which: (name: string) => boolean,
): Comparison {
  const chosen = (tables: readonly WitnessedTable[]) =>
    byKey(
      tables.filter(({ name }) => which(name)),
      'name',
    );
  return compare(chosen(before), chosen(after));
}

function byKey<K extends string, T extends Readonly<Record<K, string>>>(things: readonly T[], key: K): Map<string, T> {
  return new Map(things.map((thing) => [thing[key], thing]));
}

function compare(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): Comparison {
  const differences = [...before].flatMap(([name, was]) => {
    const is = after.get(name);
    if (!is) return [`${JSON.stringify(name)} is missing`];
    return factsThatDiffer(was, is).map((fact) => `${JSON.stringify(name)} has another ${fact}`);
  });
  const added = [...after.keys()].filter((name) => !before.has(name));
  return {
    compared: before.size,
    differences: [...differences, ...added.map((name) => `${JSON.stringify(name)} was not there before`)],
  };
}

function factsThatDiffer(was: object, is: object): string[] {
  const [left, right] = [new Map(Object.entries(was)), new Map(Object.entries(is))];
  const facts = new Set([...left.keys(), ...right.keys()]);
  return [...facts].filter((fact) => JSON.stringify(left.get(fact)) !== JSON.stringify(right.get(fact)));
}
