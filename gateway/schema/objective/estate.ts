import { HEALTH_STATUSES, type HealthStatus } from '@holdfast/db/domain/health';
import type { ObjectiveFigures, ObjectivesFigures } from '@holdfast/db/domain/objective-summary';
import {
  estateObjectives,
  figuresOf,
  groupItems,
  isChosen,
  type EstateItem,
  type ItemChoice,
} from '@holdfast/db/queries/estate-objectives';
import { findHealth } from '@holdfast/db/queries/health';
import { vaultNames } from '@holdfast/db/queries/vault-names';
import type { SourceKind } from '@holdfast/db/sources/index';
import { builder } from '../../builder.ts';
import { SourceKindEnum } from '../protected-item-enums.ts';
import { EstateType } from '../estate.ts';
import { TagInput, tagRecord } from '../tag.ts';
import { HealthStatusEnum } from './enums.ts';

const Past = builder.objectRef<ObjectiveFigures['past']>('ObjectivePast').implement({
  description: 'The last 30 days, of the items that have the objective now.',
  fields: (t) => ({
    itemsWithoutBreach: t.exposeInt('itemsWithoutBreach'),
    breaches: t.exposeInt('breaches'),
    metShare: t.exposeFloat('metShare', {
      nullable: true,
      description:
        'Of the time that all of them were protected, how much was without a breach: 0 to 1; null without any.',
    }),
  }),
});

const Figures = builder.objectRef<ObjectiveFigures>('ObjectiveFigures').implement({
  description: 'How many items meet an objective.',
  fields: (t) => ({
    items: t.exposeInt('items', { description: 'Protected items that have the objective.' }),
    met: t.exposeInt('met'),
    atRisk: t.exposeInt('atRisk'),
    breached: t.exposeInt('breached'),
    notMeasured: t.exposeInt('notMeasured'),
    none: t.exposeInt('none', { description: 'Items without the objective, and stopped ones.' }),
    last30Days: t.field({ type: Past, resolve: ({ past }) => past }),
  }),
});

interface Group {
  readonly key: string;
  readonly figures: ObjectivesFigures;
}

const VaultFigures = builder.objectRef<Group & { readonly name: string }>('VaultObjectives').implement({
  fields: (t) => ({
    vaultId: t.exposeID('key'),
    name: t.exposeString('name'),
    rpo: t.field({ type: Figures, resolve: ({ figures }) => figures.RPO }),
    rto: t.field({ type: Figures, resolve: ({ figures }) => figures.RTO }),
  }),
});

const KindFigures = builder
  .objectRef<{ readonly key: SourceKind; readonly figures: ObjectivesFigures }>('KindObjectives')
  .implement({
    fields: (t) => ({
      kind: t.expose('key', { type: SourceKindEnum }),
      rpo: t.field({ type: Figures, resolve: ({ figures }) => figures.RPO }),
      rto: t.field({ type: Figures, resolve: ({ figures }) => figures.RTO }),
    }),
  });

const TagFigures = builder.objectRef<Group>('TagObjectives').implement({
  fields: (t) => ({
    value: t.exposeString('key'),
    rpo: t.field({ type: Figures, resolve: ({ figures }) => figures.RPO }),
    rto: t.field({ type: Figures, resolve: ({ figures }) => figures.RTO }),
  }),
});

const EstateObjectives = builder.objectRef<readonly EstateItem[]>('EstateObjectives').implement({
  description: 'How the items meet their objectives, now and over the last 30 days.',
  fields: (t) => ({
    rpo: t.field({ type: Figures, resolve: (items) => figuresOf(items).RPO }),
    rto: t.field({ type: Figures, resolve: (items) => figuresOf(items).RTO }),
    byVault: t.field({
      type: [VaultFigures],
      resolve: async (items, _args, { db }) => {
        const groups = groupItems(items, ({ vaultId }) => vaultId);
        const names = await vaultNames(db, [...groups.keys()]);
        return [...groups].map(([key, of]) => ({ key, name: names.get(key) ?? key, figures: figuresOf(of) }));
      },
    }),
    byKind: t.field({
      type: [KindFigures],
      resolve: (items) =>
        [...groupItems(items, ({ kind }) => kind)].map(([key, of]) => ({ key, figures: figuresOf(of) })),
    }),
    byTag: t.field({
      type: [TagFigures],
      description: 'By the values of a tag; items without it are left out.',
      args: { key: t.arg.string({ required: true }) },
      resolve: (items, { key }) =>
        [...groupItems(items, ({ tags }) => (Object.hasOwn(tags, key) ? tags[key] : undefined))].map(([value, of]) => ({
          key: value,
          figures: figuresOf(of),
        })),
    }),
  }),
});

const HealthCount = builder.objectRef<{ status: HealthStatus; count: number }>('HealthCount').implement({
  fields: (t) => ({
    status: t.expose('status', { type: HealthStatusEnum }),
    count: t.exposeInt('count'),
  }),
});

const Filter = builder.inputType('EstateItemFilter', {
  description: 'Items that fit all that is given.',
  fields: (t) => ({
    vaultId: t.id(),
    kind: t.field({ type: [SourceKindEnum] }),
    tags: t.field({ type: [TagInput], description: 'With all of these.' }),
  }),
});

/** @throws InvalidInputError for a tag given twice */
function choiceOf(filter: typeof Filter.$inferInput | null | undefined): ItemChoice {
  return {
    vaultId: filter?.vaultId ?? undefined,
    kinds: filter?.kind ?? undefined,
    tags: tagRecord(filter?.tags),
  };
}

builder.objectFields(EstateType, (t) => ({
  objectives: t.field({
    type: EstateObjectives,
    args: { filter: t.arg({ type: Filter }) },
    complexity: 50,
    resolve: (_estate, { filter }, { db }) => estateObjectives(db, choiceOf(filter)),
  }),
  health: t.field({
    type: [HealthCount],
    description: 'The items by their health. Every word is there.',
    args: { filter: t.arg({ type: Filter }) },
    complexity: 50,
    resolve: async (_estate, { filter }, { db }) => {
      const items = [...(await findHealth(db, isChosen(choiceOf(filter)))).values()];
      return HEALTH_STATUSES.map((status) => ({
        status,
        count: items.filter(({ health }) => health.status === status).length,
      }));
    },
  }),
}));
