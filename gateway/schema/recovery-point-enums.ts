import type { BackupType, Consistency, PartKind, PointState, Tier } from '@holdfast/db/domain/recovery-point';
import { builder } from '../builder.ts';
import type { Described } from './described.ts';

export const TierEnum = builder.enumType('Tier', {
  description: 'Where a recovery point is kept.',
  values: {
    SNAPSHOT: { description: 'Beside the data, for days: the fastest to restore from.' },
    VAULT: { description: 'In the vault: apart from the data and encrypted.' },
    SECONDARY: { description: "A copy in another region's vault." },
  } satisfies Described<Tier>,
});

export const ConsistencyEnum = builder.enumType('Consistency', {
  description: 'How sound the state is that was read.',
  values: {
    APPLICATION: { description: 'The application had written everything down.' },
    FILE_SYSTEM: { description: 'The file system was at rest.' },
    CRASH: { description: 'As after a power cut: one moment, whatever was being written.' },
    NONE: { description: 'Read while in use: files may be of different moments.' },
  } satisfies Described<Consistency>,
});

export const BackupTypeEnum = builder.enumType('BackupType', {
  values: {
    FULL: { description: 'Everything.' },
    INCREMENTAL: { description: 'What changed since the last point.' },
    DIFFERENTIAL: { description: 'What changed since the last full point.' },
    LOG: { description: "The database's log." },
  } satisfies Described<BackupType>,
});

export const PointStateEnum = builder.enumType('RecoveryPointState', {
  values: {
    AVAILABLE: { description: 'Can be restored from.' },
    SOFT_DELETED: { description: 'Deleted, and can still be brought back.' },
    REMOVING: { description: 'Being removed from the vault.' },
    REMOVED: { description: 'Gone: only the record is left.' },
  } satisfies Described<PointState>,
});

export const PartKindEnum = builder.enumType('PartKind', {
  values: {
    TREE: { description: 'Files.' },
    DUMP: { description: 'A database.' },
    ROLES: { description: "A database server's roles." },
    SETTINGS: { description: "A database server's settings." },
  } satisfies Described<PartKind>,
});
