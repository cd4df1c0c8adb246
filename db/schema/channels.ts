import { snakeCase, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';
import { channelState } from './enums.ts';
import { protectedItems } from './protected-items.ts';
import { vaults } from './vaults.ts';

/** A Slack channel that hears of things. */
export const channels = snakeCase.table(
  'channels',
  {
    id: id(),
    teamId: text().notNull(),
    slackId: text().notNull(),
    name: text(),
    /** What the last send found. */
    state: channelState().notNull().default('OK'),
    createdAt: createdAt(),
  },
  (t) => [unique().on(t.teamId, t.slackId)],
);

/** What a channel hears of: everything, or the jobs and alerts of one vault or one item. */
export const subscriptions = snakeCase.table(
  'subscriptions',
  {
    id: id(),
    channelId: text()
      .notNull()
      .references(() => channels.id),
    vaultId: text().references(() => vaults.id),
    itemId: text().references(() => protectedItems.id),
    createdAt: createdAt(),
  },
  (t) => [unique().on(t.channelId, t.vaultId, t.itemId).nullsNotDistinct()],
);
