import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { previewAssignment, type AssignmentPreview } from '@holdfast/db/queries/assignment-preview';
import { scheduleNow } from '@holdfast/db/queries/schedule-now';
import { createAssignmentRule } from '@holdfast/db/services/assignment-rule/create';
import type { Services } from '@holdfast/db/services/context';
import { protectDueSources } from '@holdfast/db/services/data-source/protect-due';
import { registerDataSource } from '@holdfast/db/services/data-source/register';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';

/** A rule as its criteria are given, with where it leads. */
export interface GivenRule {
  readonly name?: string;
  readonly place?: number;
  readonly kind?: 'FILES' | 'POSTGRESQL' | undefined;
  readonly tags?: Readonly<Record<string, string>>;
  readonly policyId: string;
  readonly vaultId: string;
  readonly isEnabled?: boolean;
}

export interface GivenSource {
  readonly name?: string;
  readonly kind?: 'FILES' | 'POSTGRESQL';
  readonly tags?: Readonly<Record<string, string>>;
  readonly siteId?: string;
  readonly password?: string;
}

/** Takes away all rules and data sources; what they became stays. So that a test meets no rule of another. */
export async function forgetAssignments(owner: Sql): Promise<void> {
  await owner`delete from data_sources`;
  await owner`delete from assignment_rules`;
  await owner`update alerts set condition = 'RESOLVED' where kind = 'PROTECTION_FAILED'`;
}

/** Makes known a folder, or a database, at the estate's site. @returns its id */
export async function register(services: Services, { siteId }: Estate, given: GivenSource = {}): Promise<string> {
  const { kind = 'FILES', password, ...rest } = given;
  const name = `source ${randomUUID().slice(0, 13)}`;
  const source =
    kind === 'FILES'
      ? { kind, config: { path: `/srv/${name}` } }
      : { kind, config: { host: 'db1', user: 'backup' }, password };
  const { dataSourceId } = await registerDataSource(
    as(services, 'CONTRIBUTOR'),
    request({ name, siteId, source, ...rest }),
  );
  return dataSourceId;
}

/** What a new rule would do now. */
export async function previewOf(services: Services, rule: GivenRule): Promise<AssignmentPreview> {
  const { kind = null, tags = {}, place, policyId, vaultId } = rule;
  const proposed = { id: null, kind, tags, place, policyId, vaultId };
  return previewAssignment(services.db, proposed, await scheduleNow(services.db));
}

/** Looks at what a rule would do, and makes it. @returns its id */
export async function makeRule(services: Services, rule: GivenRule): Promise<string> {
  const { fingerprint: preview } = await previewOf(services, rule);
  const { name = `rule ${randomUUID().slice(0, 13)}`, place, kind, tags, policyId, vaultId, isEnabled } = rule;
  const input = { name, place, kind, tags, policyId, vaultId, isEnabled, preview };
  const { ruleId } = await createAssignmentRule(as(services, 'CONTRIBUTOR'), request(input));
  return ruleId;
}

/** Protects until nothing is due. */
export async function protectAll(services: Services): Promise<void> {
  for (let due = -1; due !== 0;) {
    const settled = await protectDueSources(services, 50);
    if (settled.defects.length > 0) throw new AggregateError(settled.defects, 'sources could not be protected');
    due = settled.due;
  }
}

export interface SourceRow {
  readonly itemId: string | null;
  readonly ruleId: string | null;
  readonly trouble: { readonly code: string; readonly message: string } | null;
  readonly nextTryAt: Date | null;
  readonly sealed: string | null;
}

export async function sourceRow(owner: Sql, id: string): Promise<SourceRow> {
  const [row] = await owner<SourceRow[]>`
    select item_id as "itemId", rule_id as "ruleId", trouble, next_try_at as "nextTryAt", sealed_secret as sealed
    from data_sources where id = ${id}`;
  if (!row) throw new Error(`there is no ${id}`);
  return row;
}

export interface ProtectionAlert {
  readonly condition: string;
  readonly count: number;
  readonly vaultId: string;
  readonly code: string;
  readonly message: string;
}

/** Alerts of protection that failed, of those data sources whose name is in them, oldest first. */
export async function protectionAlerts(owner: Sql, name = ''): Promise<ProtectionAlert[]> {
  const rows = await owner<ProtectionAlert[]>`
    select condition, count, vault_id as "vaultId", error ->> 'code' as code, error ->> 'message' as message
    from alerts where kind = 'PROTECTION_FAILED' and strpos(error ->> 'message', ${name}) > 0 order by id`;
  return [...rows];
}

/** An estate whose item's name is known: what a source of that name runs into. */
export async function seedWithItem(owner: Sql, services: Services): Promise<Estate & { readonly itemName: string }> {
  const estate = await seedEstate(services);
  const [item] = await owner<{ name: string }[]>`select name from protected_items where id = ${estate.itemId}`;
  return { ...estate, itemName: item?.name ?? '' };
}
