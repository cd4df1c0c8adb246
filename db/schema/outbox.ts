import { sql } from 'drizzle-orm';
import { bigserial, boolean, check, index, integer, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import { alerts } from './alerts.ts';
import { createdAt, instant } from './columns.ts';
import { outboxKind, outboxState } from './enums.ts';
import { jobs } from './jobs.ts';

/**
 * Every message that must reach Slack, written with the change it tells of (law 9). A state message is one row for as long
 * as its subject lives: triggers raise `wanted` when the subject changes, the sender raises `sent` to what it rendered.
 */
export const outbox = snakeCase.table(
  'outbox',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    kind: outboxKind().notNull(),
    dedupKey: text().notNull().unique(),
    teamId: text().notNull(),
    /** A channel, or a user for what is told privately. */
    channelId: text().notNull(),
    jobId: text().references(() => jobs.id),
    alertId: text().references(() => alerts.id),
    /** What a message that is sent once says. */
    payload: jsonb().$type<{ message: string; at: string } | { channelId: string }>(),
    /** The place where someone asked for the job. */
    asked: boolean().notNull().default(false),
    wanted: integer().notNull().default(1),
    sent: integer().notNull().default(0),
    /** The subject has ended: sent before anything that only shows progress. */
    final: boolean().notNull().default(false),
    /** Something changed that should be seen at once, not only progress. */
    urgent: boolean().notNull().default(true),
    state: outboxState().notNull().default('OPEN'),
    /** How often it was rendered: the nonce in its buttons. */
    renders: integer().notNull().default(0),
    /** Slack's name of the posted message. */
    ts: text(),
    /** Set before it is posted, until Slack's answer is known: then it may be there already. */
    postingSince: instant(),
    /** A sender has it until then. */
    claimedUntil: instant(),
    attempts: integer().notNull().default(0),
    dueAt: createdAt(),
    sentAt: instant(),
    lastError: text(),
    createdAt: createdAt(),
  },
  (t) => [
    index('outbox_due')
      .on(t.dueAt)
      .where(sql`sent < wanted and state = 'OPEN'`),
    index().on(t.jobId),
    index().on(t.alertId),
    check('outbox_has_subject', sql`job_id is not null or alert_id is not null`),
  ],
);
