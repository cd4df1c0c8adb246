import type { Database } from '@holdfast/db/client';
import type { Proof } from '@holdfast/db/domain/proof';
import { drillTrends, type DrillTrend } from '@holdfast/db/queries/drill-trends';
import { pointsInBrief, type PointInBrief } from '@holdfast/db/queries/points-in-brief';
import { findHealth, type ItemHealth } from '@holdfast/db/queries/health';
import { findStandings, isOneOf, type Standing } from '@holdfast/db/queries/objectives';
import { spaceOfItems, spaceOfVaults, type ItemSpace, type VaultSpace } from '@holdfast/db/queries/space';
import { judgeItems } from '@holdfast/db/queries/retention-verdicts';
import type { Verdict } from '@holdfast/db/domain/retention';
import { proofsOf } from '@holdfast/db/queries/proofs';
import { principalNames } from '@holdfast/db/queries/principals';
import {
  drillsOfItems,
  eventsOfJobs,
  itemsOfPolicies,
  itemsOfVaults,
  jobsOfItems,
  pointsOfItems,
  scheduledRunsOfItems,
  type RelatedCount,
} from '@holdfast/db/queries/related-counts';
import { vaultVerifications, type VaultVerification } from '@holdfast/db/queries/vault-verification';
import { PAGE_SIZE } from './plugins/limits.ts';

/** What is read apart from the rows themselves: with one statement for all that are resolved at the same time. */
export interface Loaders {
  readonly principalName: (id: string) => Promise<string | null>;
  readonly itemsOfVault: (id: string) => Promise<number>;
  readonly itemsOfPolicy: (id: string) => Promise<number>;
  readonly jobsOfItem: (id: string) => Promise<number>;
  readonly pointsOfItem: (id: string) => Promise<number>;
  readonly scheduledRunsOfItem: (id: string) => Promise<number>;
  readonly drillsOfItem: (id: string) => Promise<number>;
  readonly proofOfItem: (id: string) => Promise<Proof | null>;
  readonly drillTrendOfItem: (id: string) => Promise<DrillTrend>;
  readonly eventsOfJob: (id: string) => Promise<number>;
  /** With as many of its databases as a page has entries. */
  readonly pointInBrief: (id: string) => Promise<PointInBrief | null>;
  /** How an item stands with its objectives, and how it is. Items are never deleted. */
  readonly standingOfItem: (id: string) => Promise<Standing>;
  readonly healthOfItem: (id: string) => Promise<ItemHealth>;
  readonly spaceOfVault: (id: string) => Promise<VaultSpace | null>;
  readonly spaceOfItem: (id: string) => Promise<ItemSpace | null>;
  /** What retention says of an item's points, by the point's id; nothing of those that were deleted for good. */
  readonly verdictsOfItem: (id: string) => Promise<ReadonlyMap<string, Verdict>>;
  readonly verificationOf: (vaultId: string) => Promise<VaultVerification>;
}

/** Loaders for one request. */
export function loadersFor(db: Database): Loaders {
  const count = (counts: RelatedCount) => batched((ids) => counts(db, ids), 0);
  return {
    principalName: batched<string | null>((ids) => principalNames(db, ids), null),
    itemsOfVault: count(itemsOfVaults),
    itemsOfPolicy: count(itemsOfPolicies),
    jobsOfItem: count(jobsOfItems),
    pointsOfItem: count(pointsOfItems),
    scheduledRunsOfItem: count(scheduledRunsOfItems),
    drillsOfItem: count(drillsOfItems),
    proofOfItem: batched<Proof | null>((ids) => proofsById(db, ids), null),
    drillTrendOfItem: batched<DrillTrend>((ids) => drillTrends(db, ids), NO_TREND),
    eventsOfJob: count(eventsOfJobs),
    pointInBrief: batched<PointInBrief | null>((ids) => pointsInBrief(db, ids, { most: PAGE_SIZE.most }), null),
    standingOfItem: surely(batched<Standing | null>((ids) => standingsById(db, ids), null)),
    healthOfItem: surely(batched<ItemHealth | null>((ids) => findHealth(db, isOneOf(ids)), null)),
    spaceOfVault: batched<VaultSpace | null>((ids) => spaceOfVaults(db, ids), null),
    spaceOfItem: batched<ItemSpace | null>((ids) => spaceOfItems(db, ids), null),
    verdictsOfItem: batched<ReadonlyMap<string, Verdict>>((ids) => verdictsById(db, ids), new Map()),
    verificationOf: verificationLoader(db),
  };
}

function verificationLoader(db: Database): Loaders['verificationOf'] {
  const load = batched<VaultVerification | null>((ids) => vaultVerifications(db, ids), null);
  return async (vaultId) => {
    const verification = await load(vaultId);
    if (!verification) throw new Error(`the vault ${vaultId} vanished while it was read`);
    return verification;
  };
}

/** Of rows that are there: another answer is a defect. */
function surely<T>(load: (id: string) => Promise<T | null>): (id: string) => Promise<T> {
  return async (id) => {
    const loaded = await load(id);
    if (loaded === null) throw new Error(`${id} is not there`);
    return loaded;
  };
}

async function standingsById(db: Database, itemIds: readonly string[]): Promise<Map<string, Standing>> {
  return new Map((await findStandings(db, isOneOf(itemIds))).map((one) => [one.itemId, one]));
}

const NO_TREND: DrillTrend = { drills: [], medianRestoreMs: null, medianRtoMs: null };

async function proofsById(db: Database, ids: readonly string[]): Promise<Map<string, Proof | null>> {
  return new Map(await proofsOf(db, ids));
}

async function verdictsById(db: Database, itemIds: readonly string[]): Promise<Map<string, Map<string, Verdict>>> {
  const judged = await judgeItems(db, itemIds);
  return new Map([...judged].map(([itemId, verdicts]) => [itemId, new Map(verdicts.map((one) => [one.id, one]))]));
}

/** Gathers the ids asked for in one turn of the event loop and loads them together. Keeps nothing: a subscription outlasts what it has read. */
function batched<T>(load: (ids: string[]) => Promise<Map<string, T>>, absent: T): (id: string) => Promise<T> {
  let waiting: { ids: Set<string>; loaded: Promise<Map<string, T>> } | undefined;

  function gather() {
    const ids = new Set<string>();
    const loaded = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      waiting = undefined;
      return load([...ids]);
    });
    return { ids, loaded };
  }

  return async (id) => {
    waiting ??= gather();
    waiting.ids.add(id);
    return (await waiting.loaded).get(id) ?? absent;
  };
}
