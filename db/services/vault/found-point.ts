import type { Source } from '../../sources/index.ts';
import type { PointContents } from '../../domain/point-contents.ts';
import type { BackupType, Consistency, StoredPart } from '../../domain/recovery-point.ts';
import type { Retention } from '../../domain/retention.ts';
import type { Schedule } from '../../domain/schedule.ts';

/** An item as one of its recovery points describes it. */
export interface FoundItem {
  readonly id: string;
  readonly name: string;
  readonly source: Source;
  readonly tags: Readonly<Record<string, string>>;
  readonly rpoSeconds: number | null;
  readonly rtoSeconds: number | null;
  /** Whether the source asks for a secret, which no vault holds. */
  readonly hasSecret: boolean;
}

export interface FoundPolicy {
  readonly id: string;
  readonly name: string;
  readonly retention: Retention;
  readonly keepReplacedDays: number;
  /** Null where there was none, and in points that do not say. */
  readonly schedule: Schedule | null;
}

/** A whole recovery point as its vault tells of it (law 13). */
export interface FoundPoint {
  readonly jobId: string;
  readonly attempt: number;
  readonly takenAt: Date;
  /** When the engine had stored the last of its parts; null where it does not say. */
  readonly endedAt: Date | null;
  /** Its own retention; null where it has none. */
  readonly keepUntil: Date | null;
  readonly type: BackupType;
  readonly consistency: Consistency;
  readonly item: FoundItem;
  /** Null in points that do not say. */
  readonly policy: FoundPolicy | null;
  readonly parts: readonly StoredPart[];
  readonly contents: PointContents | null;
}

/** Each item as its newest point describes it, by id. */
export function newestItems(points: readonly FoundPoint[]): ReadonlyMap<string, FoundPoint> {
  return new Map(oldestFirst(points).map((point) => [point.item.id, point]));
}

/** Each policy as the newest point under it describes it, by id. */
export function newestPolicies(points: readonly FoundPoint[]): ReadonlyMap<string, FoundPolicy> {
  return new Map(oldestFirst(points).flatMap(({ policy }) => (policy === null ? [] : [[policy.id, policy] as const])));
}

function oldestFirst(points: readonly FoundPoint[]): FoundPoint[] {
  return points.toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime());
}

/** The name, or one like it where it is taken: names are unique, and what was found must not be lost for its name. */
export function freeName(name: string, id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  return `${name.slice(0, 60).trimEnd()} found ${id.slice(-12)}`;
}
