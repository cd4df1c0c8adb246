import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeDurably } from './durable-file.ts';
import type { StorePlace } from './place.ts';
import { asFolderError, StoreError, systemCode } from './store-error.ts';

export const DATABASE = 'holdfast';
/** Owns every object and runs the migrations. */
export const OWNER_ROLE = 'holdfast_owner';
/** What the running parts connect as; owns nothing and gets its grants from the migrations (law 14). */
export const APP_ROLE = 'holdfast_app';

const credentialsShape = z.object({ ownerPassword: z.string().min(1), appPassword: z.string().min(1) });
export type StoreCredentials = Readonly<z.infer<typeof credentialsShape>>;

/** Two new passwords that need no escaping in a URL. Written durably before the server is made, so that no server exists whose passwords nobody knows. */
export async function createCredentials(place: StorePlace): Promise<StoreCredentials> {
  const credentials = { ownerPassword: newPassword(), appPassword: newPassword() };
  await writeDurably(place.credentials, `${JSON.stringify(credentials)}\n`, 0o600);
  return credentials;
}

/** The passwords of this place, or undefined where none were ever written. Raises STORE_CREDENTIALS_LOST for a damaged file. */
export async function readCredentials(place: StorePlace): Promise<StoreCredentials | undefined> {
  let text: string;
  try {
    text = await readFile(place.credentials, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw asFolderError(place.credentials, error);
  }
  return parseCredentials(place, text);
}

function parseCredentials(place: StorePlace, text: string): StoreCredentials {
  try {
    return credentialsShape.parse(JSON.parse(text));
  } catch {
    // The parser's message would quote the file, and the file holds passwords.
    throw credentialsLost(place, 'The file is not what Holdfast wrote.');
  }
}

export function credentialsLost(place: StorePlace, cause: string): StoreError {
  return new StoreError({
    code: 'STORE_CREDENTIALS_LOST',
    message: `The passwords in ${place.credentials} do not open the store in ${place.data}.`,
    cause,
    remedy: `Put back the ${place.credentials} that was made with this store. Without it, rebuild the store from a vault and its recovery kit.`,
    retryable: false,
    fault: 'USER',
  });
}

export interface StoreUrls {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export function storeUrls(port: number, credentials: StoreCredentials): StoreUrls {
  const url = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;
  return { ownerUrl: url(OWNER_ROLE, credentials.ownerPassword), appUrl: url(APP_ROLE, credentials.appPassword) };
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}
