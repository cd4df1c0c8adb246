/** A database's name as an argument that no program takes for a list of connection parameters. */
export function databaseArgument(name: string): string {
  return `--dbname=dbname='${name.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
