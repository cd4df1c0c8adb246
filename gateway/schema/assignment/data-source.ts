import { and, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { dataSources } from '@holdfast/db/schema';
import { sourceOf } from '@holdfast/db/sources/index';
import { builder } from '../../builder.ts';
import { SourceKindEnum } from '../protected-item-enums.ts';
import { Failure } from '../errors.ts';
import { SourceUnion } from '../source/union.ts';
import { Tag, TagInput } from '../tag.ts';

builder.drizzleNode('dataSources', {
  name: 'DataSource',
  description:
    'Something that can be backed up and is known by name, whether or not it is protected yet. What opens it is told to nobody.',
  id: { column: (source) => source.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.expose('kind', { type: SourceKindEnum }),
    source: t.field({ type: SourceUnion, select: { columns: { kind: true, config: true } }, resolve: sourceOf }),
    tags: t.field({ type: [Tag], select: { columns: { tags: true } }, resolve: ({ tags }) => Object.entries(tags) }),
    site: t.relation('site', { description: 'Whose workers reach it.' }),
    item: t.relation('item', {
      nullable: true,
      description: 'What it became when it was protected; null while it is not. Its name, tags and policy are its own.',
    }),
    rule: t.relation('rule', {
      nullable: true,
      description: 'The assignment rule that protected it, or could not. Null where none did, or the rule is gone.',
    }),
    trouble: t.field({
      type: Failure,
      nullable: true,
      description: 'Why its rule could not protect it; an alert tells of it too. Null where nothing failed.',
      select: { columns: { trouble: true } },
      resolve: ({ trouble }) => trouble,
    }),
    nextTryAt: t.expose('nextTryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the rules are looked at for it next; null: when it or a rule changes.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const Filter = builder.inputType('DataSourceFilter', {
  fields: (t) => ({
    isProtected: t.boolean({ description: 'Whether it has become an item.' }),
    kind: t.field({ type: [SourceKindEnum] }),
    tag: t.field({ type: TagInput, description: 'Those with this tag of this value.' }),
  }),
});

type Columns = Pick<typeof dataSources, 'itemId' | 'kind' | 'tags'>;

/** @param of the table's columns, which a page reads under another name than a count */
function conditionOf(filter: typeof Filter.$inferInput | null | undefined, of: Columns): SQL {
  const { isProtected, kind, tag } = filter ?? {};
  const condition = and(
    isProtected == null ? undefined : isProtected ? isNotNull(of.itemId) : isNull(of.itemId),
    kind ? inArray(of.kind, kind) : undefined,
    tag ? sql`${of.tags} @> ${JSON.stringify({ [tag.key]: tag.value })}::text::jsonb` : undefined,
  );
  return condition ?? sql`true`;
}

builder.queryFields((t) => ({
  dataSource: t.drizzleField({
    type: 'dataSources',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.dataSources.findFirst(query({ where: { id } })),
  }),
  dataSources: t.drizzleConnection({
    type: 'dataSources',
    description: 'Everything that was registered, by name.',
    args: { filter: t.arg({ type: Filter }) },
    totalCount: (_root, { filter }, { db }) => db.$count(dataSources, conditionOf(filter, dataSources)),
    resolve: (query, _root, { filter }, { db }) =>
      db.query.dataSources.findMany(
        query({ where: { RAW: (of) => conditionOf(filter, of) }, orderBy: { name: 'asc' } }),
      ),
  }),
}));
