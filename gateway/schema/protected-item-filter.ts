import { and, sql } from 'drizzle-orm';
import type { Database } from '@holdfast/db/client';
import { isChosen } from '@holdfast/db/queries/estate-objectives';
import { isAmong } from '@holdfast/db/queries/is-among';
import { itemsInState } from '@holdfast/db/queries/items-in-state';
import type { protectedItems } from '@holdfast/db/schema';
import { builder } from '../builder.ts';
import { ProtectionStateEnum, SourceKindEnum } from './protected-item-enums.ts';
import { HealthStatusEnum, ObjectiveStateEnum } from './objective/enums.ts';
import { TagInput, tagRecord } from './tag.ts';

export const ProtectedItemFilter = builder.inputType('ProtectedItemFilter', {
  fields: (t) => ({
    name: t.string({ description: 'Its name holds this text, in upper or lower case.' }),
    state: t.field({ type: [ProtectionStateEnum] }),
    kind: t.field({ type: [SourceKindEnum] }),
    vaultId: t.id(),
    policyId: t.id(),
    tags: t.field({ type: [TagInput], description: 'With all of these.' }),
    health: t.field({ type: [HealthStatusEnum] }),
    rpo: t.field({ type: [ObjectiveStateEnum], description: 'How it stands with its RPO.' }),
    rto: t.field({ type: [ObjectiveStateEnum], description: 'How it stands with its RTO.' }),
  }),
});

type FilterInput = typeof ProtectedItemFilter.$inferInput | null | undefined;

/** What the filter says of columns of the row itself. */
export function whereOf(filter: FilterInput) {
  return {
    ...(filter?.name != null && { name: { ilike: `%${filter.name.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` } }),
    ...(filter?.state && { state: { in: filter.state } }),
    ...(filter?.kind && { kind: { in: filter.kind } }),
    ...(filter?.vaultId != null && { vaultId: filter.vaultId }),
    ...(filter?.policyId != null && { policyId: filter.policyId }),
  };
}

/** What the filter says beside columns of the row itself. */
export async function conditionOf(db: Database, filter: FilterInput) {
  const ids = await idsInState(db, filter);
  const tags = tagRecord(filter?.tags);
  return (of: typeof protectedItems) => {
    const holdsTags = tags && sql`${of.tags} @> ${JSON.stringify(tags)}::text::jsonb`;
    return and(ids && isAmong(of.id, ids), holdsTags) ?? sql`true`;
  };
}

/** Undefined where no state is asked for. */
async function idsInState(db: Database, filter: FilterInput): Promise<string[] | undefined> {
  if (!filter?.health && !filter?.rpo && !filter?.rto) return undefined;
  const which = isChosen({ vaultId: filter.vaultId ?? undefined, kinds: filter.kind ?? undefined });
  const { health, rpo, rto } = filter;
  return itemsInState(db, which, { health: health ?? undefined, rpo: rpo ?? undefined, rto: rto ?? undefined });
}
