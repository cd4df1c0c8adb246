import { and, eq, sql, type SQL } from 'drizzle-orm';
import { dataSources } from '../schema/index.ts';
import type { SourceKind } from '../sources/index.ts';

/** The condition of data sources that a rule of this kind and these tags matches: the same in SQL as `matches` of db/domain/assignment. */
export function isMatchedBy(criteria: {
  readonly kind: SourceKind | null;
  readonly tags: Readonly<Record<string, string>>;
}): SQL | undefined {
  return and(
    criteria.kind === null ? undefined : eq(dataSources.kind, criteria.kind),
    sql`${dataSources.tags} @> ${JSON.stringify(criteria.tags)}::text::jsonb`,
  );
}
