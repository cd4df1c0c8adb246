import { createHash } from 'node:crypto';
import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { vaultElsewhere } from '../domain/assignment-obstacle.ts';
import { assertPlace, decideAssignment, type RuleTraits } from '../domain/assignment.ts';
import { alreadyExists, NotFoundError, toErrorInfo } from '../domain/errors.ts';
import type { ErrorInfo } from '../domain/fault.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import { ITEM_NAME_TAKEN } from '../domain/protected-item.ts';
import { assignmentRules, dataSources, policies, protectedItems, repositories } from '../schema/index.ts';
import { unsupportedType } from '../sources/backup-types.ts';
import type { SourceKind } from '../sources/index.ts';
import { isMatchedBy } from './matching-sources.ts';

/** A rule as it would stand, enabled, after it is made or edited. */
export interface ProposedRule {
  /** Of the one that is edited; null for a new one. */
  readonly id: string | null;
  /** Among all other rules, from 1; undefined: as it is, and last for a new one. */
  readonly place?: number | undefined;
  readonly kind: SourceKind | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly policyId: string;
  readonly vaultId: string;
}

/** A data source that the rule would take. */
export interface PreviewedSource {
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
}

export interface FailingSource extends PreviewedSource {
  /** Why it could not be protected. */
  readonly error: ErrorInfo;
}

/** What an assignment rule would do at once. */
export interface AssignmentPreview {
  /**
   * Of the moment, the rule, and what it would do to the sources that were there. A change that carries it is refused once it would do
   * something else to those.
   */
  readonly fingerprint: string;
  /** In the order of their registration. */
  readonly protects: readonly PreviewedSource[];
  readonly fails: readonly FailingSource[];
  /** Data sources that it matches and that have an item already: they are left alone. */
  readonly alreadyProtected: number;
}

const AT_ONCE = 1_000;

/**
 * What a rule would do at once to the unprotected data sources that no rule before it takes. It looks at every source that the rule
 * matches, some at a time; sources that were registered after `asOf` do not count.
 * @throws NotFoundError for an unknown policy or vault; InvalidInputError for a place beyond the end
 */
export async function previewAssignment(
  db: Database | Transaction,
  rule: ProposedRule,
  asOf: Date,
): Promise<AssignmentPreview> {
  const before = await rulesBefore(db, rule);
  const target = await targetOf(db, rule);
  const [protects, fails] = [new SourceList<PreviewedSource>(), new SourceList<FailingSource>()];
  for await (const source of unprotected(db, rule, asOf)) {
    if (decideAssignment(source, before).rule) continue;
    const { id, name, kind } = source;
    const obstacle = obstacleOf(source, target);
    if (obstacle) fails.add({ id, name, kind, error: toErrorInfo(obstacle) });
    else protects.add({ id, name, kind });
  }
  const { id, kind, tags, policyId, vaultId } = rule;
  const hash = fingerprint({
    rule: { id, kind, tags, policyId, vaultId },
    policyVersion: target.policyVersion,
    before: before.map(({ id: other, version }) => [other, version]),
    sources: [protects.hash(), fails.hash()],
  });
  return {
    fingerprint: `${asOf.toISOString()} ${hash}`,
    protects: protects.all,
    fails: fails.all,
    alreadyProtected: await db.$count(dataSources, and(isNotNull(dataSources.itemId), isMatchedBy(rule))),
  };
}

/** Enabled rules that would stand before it. */
async function rulesBefore(db: Database | Transaction, { id, place }: ProposedRule) {
  const all = await db.select().from(assignmentRules).orderBy(asc(assignmentRules.place));
  const own = all.findIndex((rule) => rule.id === id);
  const others = all.filter((rule) => rule.id !== id);
  const index = place === undefined ? (own === -1 ? others.length : own) : place - 1;
  assertPlace(index + 1, others.length + 1);
  return others.slice(0, index).filter(({ isEnabled }) => isEnabled) satisfies RuleTraits[];
}

async function targetOf(db: Database | Transaction, { policyId, vaultId }: ProposedRule) {
  const [policy] = await db.select().from(policies).where(eq(policies.id, policyId));
  if (!policy) throw new NotFoundError('policy', policyId);
  const rows = await db.select().from(repositories).where(eq(repositories.vaultId, vaultId));
  if (rows.length === 0) throw new NotFoundError('vault', vaultId);
  const siteIds = new Set(rows.map(({ siteId }) => siteId));
  return { policyVersion: policy.version, schedule: policy.schedule, siteIds };
}

type Candidate = typeof dataSources.$inferSelect & { readonly isNameTaken: boolean };

/** What `putUnderPolicy` would refuse it for, in the same order. */
function obstacleOf({ name, kind, siteId, isNameTaken }: Candidate, target: Awaited<ReturnType<typeof targetOf>>) {
  if (!target.siteIds.has(siteId)) return vaultElsewhere(name);
  if (isNameTaken) return alreadyExists(ITEM_NAME_TAKEN);
  return target.schedule && unsupportedType({ name, kind }, target.schedule);
}

async function* unprotected(
  db: Database | Transaction,
  rule: ProposedRule,
  asOf: Date,
): AsyncGenerator<Candidate, void, undefined> {
  let last = '';
  for (;;) {
    const rows = await db
      .select({ source: dataSources, isNameTaken: isNotNull(protectedItems.id).mapWith(Boolean) })
      .from(dataSources)
      .leftJoin(protectedItems, eq(protectedItems.name, dataSources.name))
      .where(
        and(
          isNull(dataSources.itemId),
          isMatchedBy(rule),
          // A moment keeps milliseconds, the store microseconds.
          // One from before the clock was put back was there too.
          sql`(date_trunc('milliseconds', ${dataSources.createdAt}) <= ${asOf.toISOString()}::timestamptz
            or ${dataSources.createdAt} > schedule_now())`,
          gt(dataSources.id, last),
        ),
      )
      .orderBy(asc(dataSources.id))
      .limit(AT_ONCE);
    for (const { source, isNameTaken } of rows) yield { ...source, isNameTaken };
    last = rows.at(-1)?.source.id ?? '';
    if (last === '') return;
  }
}

/** All of them, and a hash of their ids and of what is wrong with them. */
class SourceList<T extends PreviewedSource & { readonly error?: ErrorInfo }> {
  readonly all: T[] = [];
  readonly #hash = createHash('sha256');

  add(source: T): void {
    this.all.push(source);
    this.#hash.update(`${source.id} ${source.error?.code ?? ''} `);
  }

  hash(): string {
    return this.#hash.copy().digest('hex');
  }
}
