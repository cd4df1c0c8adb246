import { readCredentials, storeUrls } from './credentials.ts';
import { findPlace } from './place.ts';
import { findRunning } from './running.ts';
import { StoreError } from './store-error.ts';

export type FoundStore =
  /** A PostgreSQL server that an administrator runs: its URL is taken as it is, for migrations too. */
  | { readonly kind: 'external'; readonly appUrl: string; readonly ownerUrl?: undefined }
  | { readonly kind: 'embedded'; readonly appUrl: string; readonly ownerUrl: string };

/**
 * The store for a part that starts alone: DATABASE_URL where it is set (not connected to here), else the embedded store
 * that runs under `home`; one that is just starting is waited for. Starts and writes nothing. Raises STORE_NOT_FOUND.
 */
export async function findStore({
  home,
  databaseUrl,
}: {
  readonly home: string;
  readonly databaseUrl?: string | undefined;
}): Promise<FoundStore> {
  if (databaseUrl !== undefined && databaseUrl !== '') return { kind: 'external', appUrl: databaseUrl };
  const place = await findPlace(home);
  const credentials = await readCredentials(place);
  if (credentials === undefined) throw notFound(home, 'There has never been a store under this home.');
  const running = await findRunning(place, credentials);
  if (running === undefined) throw notFound(home, 'There is a store under this home, and its server does not run.');
  return { kind: 'embedded', ...storeUrls(running.port, credentials) };
}

function notFound(home: string, cause: string): StoreError {
  return new StoreError({
    code: 'STORE_NOT_FOUND',
    message: `No store runs under ${home}.`,
    cause,
    remedy: 'Run npm start, which runs the store; or set HOLDFAST_HOME to the home of one that runs, or DATABASE_URL.',
    retryable: true,
    fault: 'USER',
  });
}
