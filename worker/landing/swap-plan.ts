import { geteuid } from 'node:process';
import type { BigIntStats } from 'node:fs';
import { z } from 'zod';
import { FAULTS, type ErrorInfo } from '@holdfast/db/domain/fault';
import { readAttributes, type Attributes } from './attributes.ts';
import { bytePath, isBytePath, parentOf, toText, type BytePath } from './byte-path.ts';
import { look } from './directory.ts';
import { notStaged } from './errors.ts';
import { isSwapOfContents, type Landing } from './landing.ts';
import type { Move } from './moves.ts';

const bytePathSchema = z.string().transform((text, check): BytePath => {
  if (isBytePath(text)) return text;
  check.addIssue('holds what is no byte');
  return z.NEVER;
});

const attributesSchema: z.ZodType<Attributes> = z.strictObject({
  mode: z.int(),
  uid: z.int(),
  gid: z.int(),
  accessedAt: z.number(),
  modifiedAt: z.number(),
});

export const errorInfoSchema: z.ZodType<ErrorInfo> = z.strictObject({
  code: z.string(),
  message: z.string(),
  cause: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
  fault: z.enum(FAULTS),
});

const plannedMoveSchema = z.strictObject({
  from: bytePathSchema.nullable(),
  to: bytePathSchema,
  aside: bytePathSchema.nullable(),
  emptyAside: z.boolean(),
  /** Tells what was staged from what someone else put at `to`; empty where there is no `from`. */
  identity: z.string(),
  /** The modes of folders that must be made writable to be moved; null where that is not needed. */
  fromMode: z.int().nullable(),
  toMode: z.int().nullable(),
});
export type PlannedMove = z.infer<typeof plannedMoveSchema>;

/** All that is needed to finish or to undo a swap, whoever does it. */
export const swapPlanSchema = z.strictObject({
  finalPath: z.string(),
  folder: z.string(),
  staging: z.string(),
  kept: z.string(),
  /** Missing ancestors of what is put in place, the highest first. */
  newFolders: z.array(bytePathSchema),
  moves: z.array(plannedMoveSchema),
  /** What a folder whose contents are swapped gets from the one that was staged; null where it keeps its own. */
  attributes: z.strictObject({ former: attributesSchema, wanted: attributesSchema }).nullable(),
  warnings: z.array(z.string()),
  /** What the caller wants back after a crash. */
  record: z.unknown(),
});
export type SwapPlan = z.infer<typeof swapPlanSchema>;

/** Looks up what the moves need to be finished or undone by someone who knows nothing but the plan. */
export async function planSwap(landing: Landing, moves: readonly Move[], record: unknown): Promise<SwapPlan> {
  const planned: PlannedMove[] = [];
  for (const move of moves) planned.push(await planMove(move));
  const { finalPath, folder, staging, kept } = landing;
  const newFolders = await missingFolders(moves);
  return { finalPath, folder, staging, kept, newFolders, moves: planned, ...(await planAttributes(landing)), record };
}

async function planMove(move: Move): Promise<PlannedMove> {
  const [from, to] = await Promise.all([move.from === null ? null : look(move.from), look(move.to)]);
  if (move.from !== null && !from) throw notStaged(toText(move.from));
  return { ...move, identity: from ? identityOf(from) : '', fromMode: modeToLift(from), toMode: modeToLift(to) };
}

/** Number and birth of a file: a number alone is given again as soon as its file is deleted. */
export function identityOf(there: BigIntStats): string {
  return `${there.ino}/${there.birthtimeNs}`;
}

const OWNER_MAY_WRITE = 0o200;
const PERMISSIONS = 0o7777;

/** A folder is moved to another one only by who may write into it, for its `..` changes; root may always (rename(2)). */
function modeToLift(there: BigIntStats | null): number | null {
  if (!there?.isDirectory() || geteuid?.() === 0) return null;
  const mode = Number(there.mode) & PERMISSIONS;
  return (mode & OWNER_MAY_WRITE) === 0 && Number(there.uid) === geteuid?.() ? mode : null;
}

async function missingFolders(moves: readonly Move[]): Promise<BytePath[]> {
  const missing = new Set<BytePath>();
  for (const { to } of moves) {
    const folders = foldersTo(to);
    const highest = await firstMissing(folders, missing);
    for (const folder of folders.slice(highest)) missing.add(folder);
  }
  return [...missing].toSorted();
}

/** Looked for from above: below one that is missing all are, and to look for each would take ever longer the deeper it is. */
async function firstMissing(folders: readonly BytePath[], known: ReadonlySet<BytePath>): Promise<number> {
  for (const [index, folder] of folders.entries()) {
    if (known.has(folder) || !(await look(folder))) return index;
  }
  return folders.length;
}

/** The folders that lead to a place, the highest first; the root of the file system is always there. */
function foldersTo(place: BytePath): BytePath[] {
  const folders: BytePath[] = [];
  for (let folder = parentOf(place); folder !== '/'; folder = parentOf(folder)) folders.unshift(folder);
  return folders;
}

async function planAttributes(landing: Landing): Promise<Pick<SwapPlan, 'attributes' | 'warnings'>> {
  if (!isSwapOfContents(landing)) return { attributes: null, warnings: [] };
  const former = await readAttributes(bytePath(landing.finalPath));
  const wanted = await readAttributes(bytePath(landing.stagedRoot));
  const own = geteuid?.();
  if (own === 0 || own === former.uid) return { attributes: { former, wanted }, warnings: [] };
  return {
    attributes: null,
    warnings: [`${landing.finalPath} keeps its mode, owner and times: it belongs to another user.`],
  };
}
