/** The store that a program of a benchmark works with. */
export function storeUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('DATABASE_URL is missing');
  return url;
}
