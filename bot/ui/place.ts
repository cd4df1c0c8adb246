import { code, pathCode } from './escape.ts';

const DATABASES = 'postgresql://';

/**
 * A place as people read it: a path as it stands; of databases the name, as SQL takes it, and the server. Several databases
 * or schemas are told one by one.
 */
export function placeText(place: string): string {
  if (!place.startsWith(DATABASES)) return pathCode(place);
  return place.split(' ').map(databaseText).join('; ');
}

function databaseText(place: string): string {
  const [path = '', query = ''] = place.slice(DATABASES.length).split('?');
  const [server = '', database] = path.split('/');
  if (database === undefined) return `server ${code(decoded(server))}`;
  const schemas = new URLSearchParams(query).getAll('schema').map((schema) => code(schema));
  const inSchemas =
    schemas.length === 0 ? '' : `${schemas.length === 1 ? 'schema' : 'schemas'} ${schemas.join(', ')} of `;
  return `${inSchemas}database ${code(decoded(database))} on ${code(decoded(server))}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
