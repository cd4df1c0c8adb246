import { code, pathCode } from './escape.ts';
import { count } from './format.ts';
import { allOf, listed } from './listed.ts';

const DATABASES = 'postgresql://';
const DATABASES_SHOWN = 10;
const PLACES_SHOWN = 5;

interface Place {
  readonly server: string;
  readonly database?: string | undefined;
  readonly schemas: readonly string[];
}

/**
 * A place as people read it: a path as it stands; of databases the name, as SQL takes it, and the server. Of several
 * databases or schemas the first are told, and how many more there are.
 */
export function placeText(place: string): string {
  if (!place.startsWith(DATABASES)) return pathCode(place);
  const places = place.split(' ').map(parsePlace);
  const together = databasesOfOne(places);
  if (together !== undefined) return together;
  const told = places.slice(0, PLACES_SHOWN).map(onePlaceText).join('; ');
  const more = places.length - PLACES_SHOWN;
  return more > 0 ? `${told}; and ${count(more)} more` : told;
}

/** The same with the word before it for what lies there: at a path, in a database, on a server. */
export function whereText(place: string): string {
  const told = placeText(place);
  if (!place.startsWith(DATABASES)) return `at ${told}`;
  return `${told.startsWith('server ') ? 'on' : 'in'} ${told}`;
}

/** Several databases of one server, which is named once; undefined for anything else. */
function databasesOfOne(places: readonly Place[]): string | undefined {
  const [server, ...others] = new Set(places.map((place) => place.server));
  const names = places.flatMap(({ database, schemas }) =>
    database === undefined || schemas.length > 0 ? [] : [database],
  );
  if (server === undefined || others.length > 0 || names.length < Math.max(2, places.length)) return undefined;
  return `databases ${listed(allOf(names), { most: DATABASES_SHOWN })} on ${code(server)}`;
}

function onePlaceText({ server, database, schemas }: Place): string {
  if (database === undefined) return `server ${code(server)}`;
  const names = listed(allOf(schemas), { most: DATABASES_SHOWN });
  const inSchemas = schemas.length === 0 ? '' : `${schemas.length === 1 ? 'schema' : 'schemas'} ${names} of `;
  return `${inSchemas}database ${code(database)} on ${code(server)}`;
}

function parsePlace(place: string): Place {
  const [path = '', query = ''] = place.slice(DATABASES.length).split('?');
  const [server = '', database] = path.split('/');
  return {
    server: decoded(server),
    database: database === undefined ? undefined : decoded(database),
    schemas: new URLSearchParams(query).getAll('schema'),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
