import { sql } from 'drizzle-orm';
import { customType, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import type { ActorRecord } from '../domain/actor.ts';

/** The primary key of every aggregate: a prefixed, sortable text (db/domain/ids.ts). */
export const id = () => text().primaryKey();

/** An instant, in UTC, with its zone. */
export const instant = () => timestamp({ withTimezone: true, mode: 'date' });

export const createdAt = () => instant().notNull().defaultNow();

export const actor = () => jsonb().$type<ActorRecord>();

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** The database's clock: the only one that several processes share. */
export const NOW = sql`now()`;
