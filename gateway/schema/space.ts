import { dailySizes, type DailySize, type ItemSpace, type VaultSpace } from '@holdfast/db/queries/space';
import { InvalidInputError } from '@holdfast/db/domain/errors';
import { builder } from '../builder.ts';
import { AlertSeverityEnum } from './alert-enums.ts';

const MOST_DAYS = 400;

const SizeOnDay = builder.objectRef<Omit<DailySize, 'capacityBytes'>>('VaultSizeOnDay').implement({
  description: 'The last that was measured of a day, in UTC.',
  fields: (t) => ({
    measuredAt: t.expose('measuredAt', { type: 'DateTime' }),
    storedBytes: t.expose('storedBytes', { type: 'Long' }),
    sourceBytes: t.expose('sourceBytes', { type: 'Long', nullable: true }),
    freeBytes: t.expose('freeBytes', { type: 'Long', nullable: true }),
  }),
});

const VaultSpaceType = builder.objectRef<VaultSpace>('VaultSpace').implement({
  description: 'How much room a vault takes and has, as it was measured last: once an hour.',
  fields: (t) => ({
    storedBytes: t.expose('storedBytes', {
      type: 'Long',
      description:
        'What its files take, after deduplication and compression, with what no recovery point needs any more.',
    }),
    sourceBytes: t.expose('sourceBytes', {
      type: 'Long',
      nullable: true,
      description: 'What its available recovery points would restore, all together: the size before deduplication.',
    }),
    deduplicationRatio: t.float({
      nullable: true,
      description: 'How many bytes of recovery points are kept in one byte of it.',
      resolve: ({ sourceBytes, storedBytes }) => ratioOf(sourceBytes, storedBytes),
    }),
    freeBytes: t.expose('freeBytes', { type: 'Long', nullable: true, description: 'Of the disk that it lies on.' }),
    capacityBytes: t.expose('capacityBytes', { type: 'Long', nullable: true }),
    growthBytesPerDay: t.exposeFloat('growthBytesPerDay', {
      nullable: true,
      description: 'By how much its files grow, over the last 30 days. Null before four days are known.',
    }),
    daysUntilFull: t.exposeFloat('daysUntilFull', {
      nullable: true,
      description:
        'When its disk is full at the pace of the last 30 days, whoever fills it. Null where it does not fill, or nobody can tell.',
    }),
    filling: t.expose('filling', {
      type: AlertSeverityEnum,
      nullable: true,
      description:
        'How bad that is: CRITICAL with less than 3 days or 3 % left, WARNING with less than 14 days or 10 %.',
    }),
    measuredAt: t.expose('measuredAt', { type: 'DateTime' }),
    history: t.field({
      type: [SizeOnDay],
      description: 'Its sizes on the days before, oldest first; 400 days at most.',
      args: { days: t.arg.int({ defaultValue: 30 }) },
      complexity: ({ days }) => ({ field: 10, multiplier: Math.min(MOST_DAYS, Math.max(1, days ?? 30)) / 10 }),
      resolve: async ({ repositoryIds }, { days }, { db }) => {
        const asked = days ?? 30;
        if (asked < 1 || asked > MOST_DAYS) {
          throw new InvalidInputError([{ path: 'days', message: `must be from 1 to ${MOST_DAYS}` }]);
        }
        return sumByDay([...(await dailySizes(db, repositoryIds, asked)).values()].flat());
      },
    }),
  }),
});

/** A vault may have several repositories. */
function sumByDay(sizes: readonly DailySize[]): Omit<DailySize, 'capacityBytes'>[] {
  const byDay = Map.groupBy(sizes, ({ measuredAt }) => measuredAt.toISOString().slice(0, 10));
  const days = [...byDay].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return days.map(([, ofDay]) => ({
    measuredAt: new Date(Math.max(...ofDay.map(({ measuredAt }) => measuredAt.getTime()))),
    storedBytes: ofDay.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    sourceBytes: sumOf(ofDay.map(({ sourceBytes }) => sourceBytes)),
    freeBytes: sumOf(ofDay.map(({ freeBytes }) => freeBytes)),
  }));
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function ratioOf(sourceBytes: number | null, storedBytes: number): number | null {
  return sourceBytes === null || storedBytes === 0 ? null : sourceBytes / storedBytes;
}

const ItemSpaceType = builder.objectRef<ItemSpace>('ItemSpace').implement({
  description: 'What the available recovery points of an item take.',
  fields: (t) => ({
    recoveryPoints: t.exposeInt('recoveryPoints'),
    sourceBytes: t.expose('sourceBytes', {
      type: 'Long',
      description: 'What they would restore, all together: the size before deduplication.',
    }),
    storedBytes: t.expose('storedBytes', {
      type: 'Long',
      description: 'What the vault grew by for them, after deduplication and compression.',
    }),
    deduplicationRatio: t.float({
      nullable: true,
      resolve: ({ sourceBytes, storedBytes }) => ratioOf(sourceBytes, storedBytes),
    }),
    growthBytesPerDay: t.exposeFloat('growthBytesPerDay', {
      nullable: true,
      description:
        'What the vault grew by for it a day, over the last 30 days and without its first point. Null in its first day.',
    }),
  }),
});

builder.drizzleObjectField('vaults', 'space', (t) =>
  t.field({
    type: VaultSpaceType,
    nullable: true,
    description: 'Null before it was measured, and of a vault that is on no disk of a site.',
    select: { columns: { id: true } },
    complexity: 10,
    resolve: ({ id }, _args, { load }) => load.spaceOfVault(id),
  }),
);

builder.drizzleObjectField('protectedItems', 'space', (t) =>
  t.field({
    type: ItemSpaceType,
    nullable: true,
    description: 'Null without a recovery point.',
    select: { columns: { id: true } },
    complexity: 10,
    resolve: ({ id }, _args, { load }) => load.spaceOfItem(id),
  }),
);
