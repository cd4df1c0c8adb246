import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES, type Role, type TokenScope } from '@holdfast/db/domain/actor';
import { listenForChanges, type ChangeFeed } from '@holdfast/db/events/listen';
import { createPrincipal } from '@holdfast/db/services/access/create-principal';
import { createToken } from '@holdfast/db/services/access/create-token';
import { createGateway } from '@holdfast/gateway/yoga';
import { pino } from 'pino';
import { z } from 'zod';
import { as, request } from './estate.ts';
import { openServices, type TestServices } from './services.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As it came: a test looks at it by `toMatchObject`. */
  readonly data: unknown;
  readonly errors: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: Record<string, unknown>;
  }[];
}

export interface Asking {
  /** Default: an administrator's. Null: none. */
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** A gateway on a store of its own, without a port, and someone of each role to ask it. */
export interface TestGateway extends TestServices {
  readonly changes: ChangeFeed;
  /** Where its recovery kits are. */
  readonly home: string;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** Everything that was logged, parsed. */
  readonly log: readonly Record<string, unknown>[];
  readonly tokens: Readonly<Record<Role, string>>;
  ask(document: string, variables?: Record<string, unknown>, asking?: Asking): Promise<Answer>;
  /** The statements that the store was sent for this work, but for those that find out who asks and those of the driver. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  /** One more principal with a token. */
  principal(principal: { role: Role; name?: string; scopes?: TokenScope[]; expiresAt?: Date }): Promise<NewPrincipal>;
}

export interface NewPrincipal {
  readonly principalId: string;
  readonly tokenId: string;
  readonly token: string;
}

const logLine = z.record(z.string(), z.unknown());

/** Finding out who asks, and what the driver asks once on each new connection. */
const NOT_COUNTED = ['"api_tokens"."hash"', 'pg_catalog.pg_type'];

/** Opens a gateway. Let go of it with `await using`. */
export async function openGateway(): Promise<TestGateway> {
  const opened = await openServices();
  const { services, database } = opened;
  const log: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(logLine.parse(JSON.parse(line))) });
  const changes = listenForChanges({ url: database.appUrl, onError: () => undefined });
  const home = await mkdtemp(join(tmpdir(), 'holdfast-gateway-'));
  const yoga = createGateway({ services, changes, home, log: logger });
  const fetch: TestGateway['fetch'] = async (url, init) => yoga.fetch(url, init ?? {});
  const admin = as(services, 'ADMIN');

  const principal: TestGateway['principal'] = async ({
    role,
    name = `someone ${randomUUID()}`,
    scopes = [],
    expiresAt,
  }) => {
    const { principalId } = await createPrincipal(admin, request({ name, role }));
    const made = await createToken(admin, request({ principalId, name: 'test', scopes, expiresAt }));
    if (made.text === undefined) throw new Error('a new request gave no token');
    return { principalId, tokenId: made.tokenId, token: made.text };
  };
  const tokens = Object.fromEntries(
    await Promise.all(ROLES.map(async (role) => [role, (await principal({ role, name: role.toLowerCase() })).token])),
  );

  const ask: TestGateway['ask'] = async (query, variables = {}, { token = tokens.ADMIN, headers = {} } = {}) => {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = JSON.parse(await response.text());
    return { status: response.status, headers: response.headers, data, errors };
  };
  const statementsOf: TestGateway['statementsOf'] = async (work) => {
    const sent: string[] = [];
    opened.store.sql.options.debug = (_connection, statement) => void sent.push(statement);
    await work();
    opened.store.sql.options.debug = false;
    return sent.filter((statement) => !NOT_COUNTED.some((part) => statement.includes(part)));
  };
  const close = async () => {
    await changes.close();
    await opened.close();
    await rm(home, { recursive: true });
  };
  return {
    ...opened,
    changes,
    home,
    fetch,
    log,
    tokens,
    ask,
    statementsOf,
    principal,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The text at a dotted path of an answer. */
export function textAt(data: unknown, path: string): string {
  let found = data;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null) throw new Error(`there is nothing at ${path}`);
    found = Object.getOwnPropertyDescriptor(found, name)?.value;
  }
  if (typeof found === 'string') return found;
  throw new Error(`at ${path} is ${JSON.stringify(found)}, no text`);
}
