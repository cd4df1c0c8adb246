import { BACKUP_TYPES, CONSISTENCIES, PART_KINDS } from '@holdfast/db/domain/recovery-point';
import { SOURCE_KINDS } from '@holdfast/db/sources/index';
import { z } from 'zod';

/**
 * What every engine snapshot says of itself, so that a finished transfer can be adopted and the whole catalogue rebuilt
 * from the vault alone (laws 2 and 13). Fields are only ever added; a reader ignores what it does not know.
 */
const descriptionSchema = z.object({
  job: z.string(),
  attempt: z.int(),
  part: z.string(),
  partKind: z.enum(PART_KINDS),
  ordinal: z.int(),
  parts: z.int(),
  type: z.enum(BACKUP_TYPES),
  consistency: z.enum(CONSISTENCIES),
  takenAt: z.iso.datetime(),
  item: z.object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(SOURCE_KINDS),
    config: z.unknown(),
    tags: z.record(z.string(), z.string()).optional(),
    rpoSeconds: z.int().nullish(),
    rtoSeconds: z.int().nullish(),
    /** Whether the source asks for a secret. The secret itself is never here. */
    hasSecret: z.boolean().optional(),
  }),
  /** Those the item was under when the backup ran. */
  policy: z.object({ id: z.string(), name: z.string(), retentionDays: z.int(), keepReplacedDays: z.int() }).optional(),
});
export type SnapshotDescription = z.output<typeof descriptionSchema>;

const PREFIX = 'holdfast1=';

/** The tag by which all snapshots of a job are found. */
export function jobTag(jobId: string): string {
  return `job=${jobId}`;
}

/** The tags of a part's snapshot. The engine takes commas for separators, so the description goes in base64url. */
export function tagsOf(description: SnapshotDescription): string[] {
  return ['holdfast', jobTag(description.job), PREFIX + Buffer.from(JSON.stringify(description)).toString('base64url')];
}

/** What a snapshot says of itself, or undefined when it is none of ours or unreadable. */
export function readTags(tags: readonly string[]): SnapshotDescription | undefined {
  const tag = tags.find((text) => text.startsWith(PREFIX));
  if (tag === undefined) return undefined;
  try {
    return descriptionSchema.parse(JSON.parse(Buffer.from(tag.slice(PREFIX.length), 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
