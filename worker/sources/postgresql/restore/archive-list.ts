/** A table of contents' line: its number, the object's catalogue and oid, what it is, and its names, which may hold anything. */
const LINE = /^\d+; \d+ (?<oid>\d+) (?<what>.*)$/;

/**
 * What is never made in a scratch database for some tables: it would meet tables without rows, act on what is made there,
 * or reach out of it.
 */
const LEFT_OUT = [
  'FK CONSTRAINT',
  'EVENT TRIGGER',
  'PUBLICATION',
  'SUBSCRIPTION',
  'MATERIALIZED VIEW DATA',
  'BLOB',
] as const;

/** Comments, labels and rights of what is left out would find nothing to hang on. */
const HANGS_ON_LEFT_OUT =
  /^(?:COMMENT|SECURITY LABEL|ACL) \S+ (?:EVENT TRIGGER|PUBLICATION|SUBSCRIPTION|LARGE OBJECTS?) /;

/**
 * Chooses from an archive's table of contents (`pg_restore --list`) everything that defines the database, and the rows of
 * these tables alone.
 * @param chosen oids of tables, as they were in the database that was dumped
 * @param foreignKeys names of all its foreign keys
 */
export function listForTables(
  listing: string,
  { chosen, foreignKeys }: { chosen: ReadonlySet<number>; foreignKeys: ReadonlySet<string> },
): string {
  const kept = listing.split('\n').filter((line) => {
    const { oid, what } = LINE.exec(line)?.groups ?? {};
    if (oid === undefined || what === undefined) return false;
    if (what.startsWith('TABLE DATA ')) return chosen.has(Number(oid));
    if (LEFT_OUT.some((kind) => what.startsWith(kind)) || HANGS_ON_LEFT_OUT.test(what)) return false;
    const constraint = /^COMMENT \S+ CONSTRAINT (.+) ON /.exec(what)?.[1];
    return constraint === undefined || !foreignKeys.has(constraint);
  });
  return `${kept.join('\n')}\n`;
}
