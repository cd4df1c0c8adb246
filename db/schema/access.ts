import { boolean, index, jsonb, primaryKey, snakeCase, text } from 'drizzle-orm/pg-core';
import type { TokenScope } from '../domain/actor.ts';
import { bytea, createdAt, id, instant } from './columns.ts';
import { role } from './enums.ts';

/** Someone or something that can be given rights. */
export const principals = snakeCase.table(
  'principals',
  {
    id: id(),
    name: text().notNull().unique(),
    role: role().notNull(),
    isService: boolean().notNull().default(false),
    createdAt: createdAt(),
    disabledAt: instant(),
  },
  (t) => [index().on(t.createdAt)],
);

/** A Slack user stands for one principal at most: the key makes an ambiguous mapping impossible. */
export const slackIdentities = snakeCase.table(
  'slack_identities',
  {
    teamId: text().notNull(),
    userId: text().notNull(),
    principalId: text()
      .notNull()
      .references(() => principals.id),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.userId] })],
);

/** Tokens are kept as hashes; the token itself is shown once. */
export const apiTokens = snakeCase.table(
  'api_tokens',
  {
    id: id(),
    principalId: text()
      .notNull()
      .references(() => principals.id),
    name: text().notNull(),
    hash: bytea().notNull().unique(),
    scopes: jsonb().notNull().$type<TokenScope[]>(),
    createdAt: createdAt(),
    expiresAt: instant(),
    revokedAt: instant(),
  },
  (t) => [index().on(t.principalId)],
);
