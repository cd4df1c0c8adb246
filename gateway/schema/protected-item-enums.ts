import type { SourceKind } from '@holdfast/db/sources/index';
import type { AfterStop, ProtectionState } from '@holdfast/db/domain/protected-item';
import { builder } from '../builder.ts';
import type { Described } from './described.ts';

export const SourceKindEnum = builder.enumType('SourceKind', {
  description: 'What kind of data is protected.',
  values: {
    FILES: { description: 'A folder or file and everything below it.' },
    POSTGRESQL: { description: 'One database of a PostgreSQL server, or all of them.' },
  } satisfies Described<SourceKind>,
});

export const ProtectionStateEnum = builder.enumType('ProtectionState', {
  values: {
    PROTECTED: { description: 'Backups are made.' },
    STOPPED: { description: 'No new backups are made; what there is stays restorable.' },
  } satisfies Described<ProtectionState>,
});

export const AfterStopEnum = builder.enumType('AfterStop', {
  values: {
    RETAIN_FOREVER: { description: 'Retention is not applied: nothing goes.' },
    RETAIN_BY_POLICY: { description: 'Retention counts on, as its policy says; the newest point stays.' },
  } satisfies Described<AfterStop>,
});

export const DataAfterStopEnum = builder.enumType('DataAfterStop', {
  values: {
    RETAIN_FOREVER: { description: 'Nothing goes; what retention had deleted softly comes back.' },
    RETAIN_BY_POLICY: { description: 'Retention counts on, as its policy says; the newest point stays.' },
    DELETE: { description: 'All recovery points are deleted softly, but those that someone holds.' },
  } satisfies Described<AfterStop | 'DELETE'>,
});
