import { bigint, check, index, integer, jsonb, primaryKey, snakeCase, text, unique } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { Damage } from '../domain/damage.ts';
import type { PointContents } from '../domain/point-contents.ts';
import type { Deletion } from '../domain/recovery-point.ts';
import type { PointFigures, Suspicion } from '../domain/suspicion.ts';
import { actor, createdAt, id, instant } from './columns.ts';
import { backupType, consistency, partKind, pointState, tier } from './enums.ts';
import { jobs } from './jobs.ts';
import { protectedItems } from './protected-items.ts';
import { repositories } from './vaults.ts';

const bytes = () => bigint({ mode: 'number' });

/** A restorable state of an item at a time. One job makes one point at most, and a deferred trigger refuses a point without all its parts (law 1). */
export const recoveryPoints = snakeCase.table(
  'recovery_points',
  {
    id: id(),
    itemId: text()
      .notNull()
      .references(() => protectedItems.id),
    jobId: text()
      .notNull()
      .unique()
      .references(() => jobs.id),
    state: pointState().notNull().default('AVAILABLE'),
    type: backupType().notNull(),
    consistency: consistency().notNull(),
    /** The instant whose state this is. */
    takenAt: instant().notNull(),
    committedAt: createdAt(),
    /** Its own retention: before this nothing but a person removes it, whatever its policy says. */
    keepUntil: instant(),
    partCount: integer().notNull(),
    sizeBytes: bytes().notNull(),
    storedBytes: bytes().notNull(),
    files: bytes(),
    /** What can be picked out of it, where the store knows. */
    contents: jsonb().$type<PointContents>(),
    warningCount: integer().notNull().default(0),
    /** What the engine counted; null for points of before it was kept. */
    figures: jsonb().$type<PointFigures>(),
    /** What is wrong with what the vault holds of it; null while nothing is known. A point without is a good one. */
    damage: jsonb().$type<Damage>(),
    damagedAt: instant(),
    /** Why it is looked at with suspicion; it stays when someone dismissed that. */
    suspicion: jsonb().$type<Suspicion>(),
    suspicionDismissedAt: instant(),
    suspicionDismissedBy: actor(),
    deletion: jsonb().$type<Deletion>(),
    deletedAt: instant(),
    /** Until then at least it can be brought back. */
    removableAt: instant(),
    /** When retention first found that time to be over: it removes what an earlier run found so too, since a clock can jump. */
    removalSeenAt: instant(),
    removedAt: instant(),
  },
  (t) => [
    index().on(t.itemId, t.takenAt),
    index('recovery_points_removable')
      .on(t.itemId)
      .where(sql`deleted_at is not null and removed_at is null`),
    index('recovery_points_good')
      .on(t.itemId, t.takenAt)
      .where(sql`state = 'AVAILABLE' and damage is null`),
    index('recovery_points_damaged')
      .on(t.itemId)
      .where(sql`damage is not null`),
    check('recovery_points_damage', sql`(damage is null) = (damaged_at is null)`),
    check(
      'recovery_points_dismissal',
      sql`(suspicion_dismissed_at is null) = (suspicion_dismissed_by is null) and (suspicion is not null or suspicion_dismissed_at is null)`,
    ),
    check('recovery_points_has_parts', sql`part_count > 0`),
    check(
      'recovery_points_deletion',
      sql`(state = 'AVAILABLE') = (deletion is null) and num_nonnulls(deletion, deleted_at, removable_at) in (0, 3)`,
    ),
  ],
);

/** What the engine stored for a point. */
export const recoveryPointParts = snakeCase.table(
  'recovery_point_parts',
  {
    pointId: text()
      .notNull()
      .references(() => recoveryPoints.id),
    ordinal: integer().notNull(),
    name: text().notNull(),
    kind: partKind().notNull(),
    repositoryId: text()
      .notNull()
      .references(() => repositories.id),
    snapshotId: text().notNull(),
    sizeBytes: bytes().notNull(),
    storedBytes: bytes().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.pointId, t.ordinal] }),
    unique().on(t.pointId, t.name),
    unique().on(t.repositoryId, t.snapshotId),
  ],
);

/** Where a point is: beside the data, in the vault, in another region. */
export const recoveryPointTiers = snakeCase.table(
  'recovery_point_tiers',
  {
    pointId: text()
      .notNull()
      .references(() => recoveryPoints.id),
    tier: tier().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.pointId, t.tier] })],
);

/** Someone's word that a point must stay, whatever its retention says, until it is released. */
export const recoveryPointHolds = snakeCase.table(
  'recovery_point_holds',
  {
    id: id(),
    pointId: text()
      .notNull()
      .references(() => recoveryPoints.id),
    reason: text().notNull(),
    heldBy: actor().notNull(),
    heldAt: createdAt(),
    releasedBy: actor(),
    releasedAt: instant(),
  },
  (t) => [
    index().on(t.pointId),
    check('recovery_point_holds_release', sql`(released_by is null) = (released_at is null)`),
  ],
);
