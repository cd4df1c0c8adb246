import type { TableName } from '@holdfast/db/domain/sql-name';
import { identifier } from '../../sql-text.ts';

/**
 * A table of contents' line: its number, the catalogue and the oid of the object, what it is, and its names, which may hold
 * anything.
 */
const LINE = /^\d+; (?<catalogue>\d+) (?<oid>\d+) (?<what>.*)$/;

/** Rows are no object of their own: they have the number of their table and no catalogue. */
const NO_CATALOGUE = '0';

/**
 * What is never made in a scratch database for some tables: it would meet tables without rows, act on what is made there,
 * or reach out of it.
 */
const LEFT_OUT = ['FK CONSTRAINT', 'EVENT TRIGGER', 'PUBLICATION', 'SUBSCRIPTION', 'BLOB'] as const;

/**
 * Comments, labels and rights of what is left out would find nothing to hang on. None of that is in a schema, which is
 * written as a hyphen.
 */
const HANGS_ON_LEFT_OUT =
  /^(?:COMMENT|SECURITY LABEL|ACL) - (?:EVENT TRIGGER|PUBLICATION|SUBSCRIPTION|LARGE OBJECTS?) /;

/** A foreign key of a database. */
interface KeyName {
  readonly table: TableName;
  readonly name: string;
}

/**
 * Chooses from an archive's table of contents (`pg_restore --list`) everything that defines the database, and the rows of
 * these tables alone.
 * @param chosen oids of tables, as they were in the database that was dumped
 * @param foreignKeys all that the database has
 */
export function listForTables(
  listing: string,
  { chosen, foreignKeys }: { chosen: ReadonlySet<number>; foreignKeys: readonly KeyName[] },
): string {
  const comments = foreignKeys.flatMap((key) => commentsOn(key));
  const kept = listing.split('\n').filter((line) => {
    const { catalogue, oid, what } = LINE.exec(line)?.groups ?? {};
    if (oid === undefined || what === undefined) return false;
    // A schema may be called DATA.
    if (catalogue === NO_CATALOGUE && what.startsWith('TABLE DATA ')) return chosen.has(Number(oid));
    if (catalogue === NO_CATALOGUE && what.startsWith('MATERIALIZED VIEW DATA ')) return false;
    if (LEFT_OUT.some((kind) => what.startsWith(kind)) || HANGS_ON_LEFT_OUT.test(what)) return false;
    return !comments.some((comment) => what.startsWith(comment));
  });
  return `${kept.join('\n')}\n`;
}

/** How the line of a comment on a foreign key may begin: pg_dump puts names in quotes where they need them. */
function commentsOn({ table, name }: KeyName): string[] {
  const written = (text: string) => [text, identifier(text)].map((form) => onOneLine(form));
  return written(name).flatMap((key) =>
    written(table.name).map((on) => `COMMENT ${onOneLine(table.schema)} CONSTRAINT ${key} ON ${on} `),
  );
}

/** As pg_dump writes names into lines. */
function onOneLine(name: string): string {
  return name.replaceAll(/[\r\n]/g, ' ');
}
