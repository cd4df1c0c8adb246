import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { idSchema } from '@holdfast/db/domain/ids';
import { nameSchema } from '@holdfast/db/domain/name';
import { policyFields } from '@holdfast/db/domain/policy';
import { LONGEST_RETENTION } from '@holdfast/db/domain/retention';
import { protectInputSchema } from '@holdfast/db/domain/protected-item';
import { BACKUP_TYPES, CONSISTENCIES, PART_KINDS } from '@holdfast/db/domain/recovery-point';
import { z } from 'zod';

const MOST_ATTEMPTS = 1_000_000;
const MOST_PARTS = 100_000;

/** Part names become names of files: whoever can write to a vault must not choose other places by them. */
const partName = z
  .string()
  .max(250)
  .regex(/^(?:files|roles|settings|database-(?:[A-Za-z0-9._~!'()*-]|%[0-9A-F]{2})+)$/)
  .refine(decodes, 'is no encoded name');

const item = protectInputSchema.shape;
const policy = policyFields.shape;

/**
 * What every engine snapshot says of itself, so that a finished transfer can be adopted and the whole catalogue rebuilt
 * from the vault alone (laws 2 and 13). What stands in a vault is read as strictly as what comes from outside. Fields are only
 * ever added; a reader ignores what it does not know.
 */
const descriptionSchema = z.object({
  job: idSchema('job'),
  attempt: z.int().min(1).max(MOST_ATTEMPTS),
  part: partName,
  partKind: z.enum(PART_KINDS),
  ordinal: z.int().min(0).max(MOST_PARTS),
  parts: z.int().min(1).max(MOST_PARTS),
  type: z.enum(BACKUP_TYPES),
  consistency: z.enum(CONSISTENCIES),
  takenAt: z.iso.datetime(),
  /** Where the point has a retention of its own. */
  keepUntil: z.iso.datetime().optional(),
  item: z.object({
    id: idSchema('protectedItem'),
    name: nameSchema(80),
    /** Of a newer Holdfast it may be one that this one does not know. */
    kind: z.string().max(40),
    config: z.unknown(),
    tags: item.tags,
    rpoSeconds: item.rpoSeconds.nullish(),
    rtoSeconds: item.rtoSeconds.nullish(),
    /** Whether the source asks for a secret. The secret itself is never here. */
    hasSecret: z.boolean().optional(),
  }),
  /** The one the item was under when the backup ran. */
  policy: z
    .object({
      id: idSchema('policy'),
      name: policy.name,
      /** Of a newer Holdfast it may have rules that this one does not know: then all is kept until someone decides. */
      retention: policy.retention.catch(LONGEST_RETENTION),
      /** Alone in snapshots of before there were rules; where those are told, they count. */
      retentionDays: policy.retentionDays,
      keepReplacedDays: policy.keepReplacedDays.unwrap(),
      /** As `retention`; left out where there is none. */
      schedule: policy.schedule.catch(undefined),
    })
    .optional(),
});
export type SnapshotDescription = z.output<typeof descriptionSchema>;
export type GivenDescription = z.input<typeof descriptionSchema>;

/** As base64url, and the same deflated before: an argument may be 128 KiB long, and lists of patterns are longer. */
const PLAIN = 'holdfast1=';
const DEFLATED = 'holdfast2=';
const MOST_BYTES = 16 * 2 ** 20;

/** The tag by which all snapshots of a job are found. */
export function jobTag(jobId: string): string {
  return `job=${jobId}`;
}

/**
 * The tags of a part's snapshot. The engine takes commas for separators, so the description goes in base64url. The item's name
 * is for people who have nothing but the engine.
 */
export function tagsOf(description: GivenDescription): string[] {
  const text = deflateRawSync(JSON.stringify(description)).toString('base64url');
  return ['holdfast', jobTag(description.job), `item=${description.item.name}`, DEFLATED + text];
}

/** Whether a snapshot says that it is ours, readably or not. */
export function isOurs(tags: readonly string[]): boolean {
  return tags.some((text) => text.startsWith(PLAIN) || text.startsWith(DEFLATED));
}

/** What a snapshot says of itself, or undefined when it is none of ours or unreadable. */
export function readTags(tags: readonly string[]): SnapshotDescription | undefined {
  try {
    const text = described(tags);
    return text === undefined ? undefined : descriptionSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function described(tags: readonly string[]): string | undefined {
  const deflated = tags.find((text) => text.startsWith(DEFLATED));
  if (deflated !== undefined) {
    const bytes = Buffer.from(deflated.slice(DEFLATED.length), 'base64url');
    return inflateRawSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
  }
  const plain = tags.find((text) => text.startsWith(PLAIN));
  return plain === undefined ? undefined : Buffer.from(plain.slice(PLAIN.length), 'base64url').toString('utf8');
}

function decodes(name: string): boolean {
  try {
    decodeURIComponent(name);
    return true;
  } catch {
    return false;
  }
}
