import type { HealthCode, HealthStatus, Persistence } from '@holdfast/db/domain/health';
import type { Objective, ObjectiveSource, ObjectiveState } from '@holdfast/db/domain/objective';
import type { RtoProof } from '@holdfast/db/domain/rto';
import { builder } from '../../builder.ts';

type Described<T extends string> = Record<T, { description: string }>;

export const ObjectiveEnum = builder.enumType('Objective', {
  values: {
    RPO: { description: 'How much time of data may be lost.' },
    RTO: { description: 'How long a restore may take.' },
  } satisfies Described<Objective>,
});

export const ObjectiveStateEnum = builder.enumType('ObjectiveState', {
  description: 'How an item stands with an objective.',
  values: {
    NONE: { description: 'It has none, or its protection is stopped.' },
    NOT_MEASURED: { description: 'No drill and no full restore has shown yet how long it takes.' },
    MET: { description: 'It is met, and what is planned keeps it.' },
    AT_RISK: { description: 'It is met now; nothing planned ends in time, or the time is nearly over.' },
    BREACHED: { description: 'It is not met.' },
  } satisfies Described<ObjectiveState>,
});

export const ObjectiveSourceEnum = builder.enumType('ObjectiveSource', {
  description: 'Where an objective stands.',
  values: {
    ITEM: { description: 'At the item itself.' },
    POLICY: { description: 'At its policy.' },
  } satisfies Described<ObjectiveSource>,
});

export const RtoProofEnum = builder.enumType('RtoProof', {
  description: 'What showed how long a restore takes.',
  values: {
    DRILL: { description: 'A drill that passed.' },
    RESTORE: { description: 'A restore of everything that a point holds.' },
  } satisfies Described<RtoProof>,
});

export const HealthStatusEnum = builder.enumType('HealthStatus', {
  description:
    'How an item is, in one word. Degraded is for its users to put right, unhealthy for whoever runs Holdfast. Persistent is what has repeated or lasts for a day.',
  values: {
    HEALTHY: { description: 'Nothing is wrong.' },
    PENDING: { description: 'It waits for its first backup.' },
    NOT_PROTECTED: { description: 'Its protection is stopped.' },
    TRANSIENT_DEGRADED: { description: "The users' to put right; it may pass." },
    PERSISTENT_DEGRADED: { description: "The users' to put right; it lasts." },
    TRANSIENT_UNHEALTHY: { description: "The service's to put right; it may pass." },
    PERSISTENT_UNHEALTHY: { description: "The service's to put right; it lasts." },
  } satisfies Described<HealthStatus>,
});

export const HealthCodeEnum = builder.enumType('HealthCode', {
  description: 'What is not as it should be.',
  values: {
    PROTECTION_STOPPED: { description: 'No new backups are made.' },
    FIRST_BACKUP_PENDING: { description: 'Nothing could be restored yet.' },
    BACKUP_FAILING: { description: 'Its last backup failed.' },
    BACKUP_MISSED: { description: 'A scheduled backup did not run.' },
    RPO_AT_RISK: { description: 'It may lose more than its objective allows soon.' },
    RPO_BREACHED: { description: 'It may lose more than its objective allows.' },
    RTO_BREACHED: { description: 'Its last drill or full restore took longer than its objective allows.' },
    NO_GOOD_POINT: { description: 'No recovery point of it is whole.' },
    NEWEST_POINT_DAMAGED: { description: 'Its newest recovery point lost data.' },
    DRILL_FAILED: { description: 'Its last drill failed.' },
    NOT_PROVEN: { description: 'No drill has proven in time that it restores.' },
    UNUSUAL_CHANGE: { description: 'A recovery point of it is unlike those before it, and nobody has dismissed that.' },
  } satisfies Described<HealthCode>,
});

export const PersistenceEnum = builder.enumType('Persistence', {
  values: {
    TRANSIENT: { description: 'It may pass by itself.' },
    PERSISTENT: { description: 'It has repeated, or has lasted for a day.' },
  } satisfies Described<Persistence>,
});
