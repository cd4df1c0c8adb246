import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

export interface EmptyDatabase extends AsyncDisposable {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** A database in which nothing was ever made, for what makes the first thing. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `empty_${randomBytes(8).toString('hex')}`;
  await asAdmin(`create database ${name}`);
  return {
    ownerUrl: urlOf(inject('storeUrl'), name),
    appUrl: urlOf(inject('storeAppUrl'), name),
    [Symbol.asyncDispose]: () => asAdmin(`drop database ${name} with (force)`),
  };
}

async function asAdmin(statement: string): Promise<void> {
  await using sql = disposable(urlOf(inject('storeUrl'), 'postgres'));
  await sql.client.unsafe(statement);
}

/** A connection that ends with its scope. */
export function disposable(url: string) {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

function urlOf(storeUrl: string, name: string): string {
  const url = new URL(storeUrl);
  url.pathname = `/${name}`;
  return url.href;
}
