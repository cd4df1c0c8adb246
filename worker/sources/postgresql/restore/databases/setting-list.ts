/** One name: in double quotes, a quote in it doubled, or anything without a blank and a comma. */
const NAME =
  /[ \t\n\v\f\r]*(?:"(?<quoted>(?:[^"]|"")*)"|(?<bare>[^", \t\n\v\f\r][^, \t\n\v\f\r]*))[ \t\n\v\f\r]*(?<comma>,?)/y;

/** A name of a list, and whether it stood in quotes: in some lists the others are folded to small letters. */
export interface ListedName {
  readonly name: string;
  readonly quoted: boolean;
}

/**
 * The names of a setting that is a list of them, as the server keeps it (PostgreSQL's own SplitGUCList reads the same).
 * Undefined for what is no such list.
 */
export function splitSettingList(value: string): ListedName[] | undefined {
  if (/^[ \t\n\v\f\r]*$/.test(value)) return [];
  const names: ListedName[] = [];
  NAME.lastIndex = 0;
  for (;;) {
    const { quoted, bare, comma } = NAME.exec(value)?.groups ?? {};
    const name = quoted?.replaceAll('""', '"') ?? bare;
    if (name === undefined) return undefined;
    names.push({ name, quoted: quoted !== undefined });
    if (comma === '') return NAME.lastIndex === value.length ? names : undefined;
  }
}
