import type { OtherTarget } from '@holdfast/db/sources/capabilities';
import { CAPABILITIES, SOURCE_KINDS, type SourceKind } from '@holdfast/db/sources/index';
import { builder } from '../../builder.ts';
import { BackupTypeEnum, ConsistencyEnum, TierEnum } from '../recovery-point-enums.ts';
import { SourceKindEnum } from '../protected-item-enums.ts';

const ItemLevelRestoreEnum = builder.enumType('ItemLevelRestore', {
  description: 'What can be picked out of a recovery point.',
  values: {
    PATHS: { description: 'Files and folders.' },
    TABLES: { description: 'Databases, and tables of one of them.' },
    NONE: { description: 'Nothing: only all of it.' },
  },
});

const OtherTargetEnum = builder.enumType('OtherTarget', {
  description: 'Where something can be restored to, besides where it was.',
  values: {
    PATH: { description: "Another path on the site's machine: target.path." },
    DATABASE: { description: 'Another database of the same server: target.database.' },
    FILES: { description: "As files, in a folder on the site's machine: target.path. Not for tables." },
  } satisfies Record<OtherTarget, object>,
});

const SourceKindInfo = builder.objectRef<SourceKind>('SourceKindInfo').implement({
  description: 'What a kind of data source can do. Offer only this.',
  fields: (t) => ({
    kind: t.field({ type: SourceKindEnum, resolve: (kind) => kind }),
    label: t.string({ description: 'What people call it.', resolve: (kind) => CAPABILITIES[kind].label }),
    tiers: t.field({ type: [TierEnum], resolve: (kind) => [...CAPABILITIES[kind].tiers] }),
    backupTypes: t.field({ type: [BackupTypeEnum], resolve: (kind) => [...CAPABILITIES[kind].backupTypes] }),
    consistencies: t.field({ type: [ConsistencyEnum], resolve: (kind) => [...CAPABILITIES[kind].consistencies] }),
    itemLevelRestore: t.field({
      type: ItemLevelRestoreEnum,
      resolve: (kind) => CAPABILITIES[kind].itemLevelRestore,
    }),
    otherTargets: t.field({
      type: [OtherTargetEnum],
      description: 'Where it can be restored to, besides where it was.',
      resolve: (kind) => [...CAPABILITIES[kind].otherTargets],
    }),
  }),
});

builder.queryField('sourceKinds', (t) =>
  t.field({
    type: [SourceKindInfo],
    description: 'Every kind of data source that can be protected.',
    resolve: () => [...SOURCE_KINDS],
  }),
);
