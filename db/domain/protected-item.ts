import { z } from 'zod';
import { idSchema } from './ids.ts';
import { nameSchema } from './name.ts';
import { isStorable, NOT_STORABLE } from './text.ts';

/** `STOPPED`: no new backups; what there is stays restorable. */
export const PROTECTION_STATES = ['PROTECTED', 'STOPPED'] as const;
export type ProtectionState = (typeof PROTECTION_STATES)[number];

/** What retention does with the points of an item once its protection is stopped: nothing, or what its policy says. */
export const AFTER_STOP = ['RETAIN_FOREVER', 'RETAIN_BY_POLICY'] as const;
export type AfterStop = (typeof AFTER_STOP)[number];

const MOST_TAGS = 50;
const tagText = z.string().trim().min(1).max(128).refine(isStorable, NOT_STORABLE);
const LONGEST_OBJECTIVE_SECONDS = 10 * 365 * 86_400;

/** Names and values that people give things, to find and to choose them by. */
export const tagsSchema = z
  .record(tagText, tagText)
  .refine((tags) => Object.keys(tags).length <= MOST_TAGS, `takes ${MOST_TAGS} tags at most`);

/** What is told where an item's name is another one's. */
export const ITEM_NAME_TAKEN = 'A protected item of this name already exists.';

/** Objectives in seconds: how much data may be lost, how long a restore may take. */
export const objectiveFields = {
  rpoSeconds: z.int().min(60).max(LONGEST_OBJECTIVE_SECONDS).optional(),
  rtoSeconds: z.int().min(1).max(LONGEST_OBJECTIVE_SECONDS).optional(),
};

/** The same of an edit, which can also take them away. */
export const objectiveEditFields = {
  ...objectiveFields,
  withoutRpo: z.boolean().optional(),
  withoutRto: z.boolean().optional(),
};

/** What is protected, in which vault, by which policy; the source itself is read by its kind's schema. */
export const protectInputSchema = z.strictObject({
  name: nameSchema(80),
  vaultId: idSchema('vault'),
  policyId: idSchema('policy'),
  tags: tagsSchema.default({}),
  ...objectiveFields,
});
