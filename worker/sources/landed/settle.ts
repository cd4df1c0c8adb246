import { readFile } from 'node:fs/promises';
import type { HoldfastError } from '@holdfast/db/domain/errors';
import type { JobWarning } from '@holdfast/db/domain/job';
import { z } from 'zod';
import { joinWarnings } from '../../attempt/warnings.ts';
import { settleSwap } from '../../landing/settle.ts';
import type { Restored } from '../driver.ts';
import { landingFilesIn } from './landing-files.ts';

const landingSchema = z.object({ staging: z.string() });

/** What the swap's journal keeps of the restore, so that its result can be told after a crash. */
const recordSchema = z.object({
  restoredTo: z.string(),
  files: z.number(),
  bytes: z.number(),
  warnings: z.object({
    first: z.array(z.object({ code: z.string(), message: z.string(), subject: z.string().optional() })).readonly(),
    count: z.number(),
  }),
});
export type LandedRecord = z.input<typeof recordSchema>;

/** How an attempt's landing ended. */
export interface SettledLanding {
  readonly restored?: Restored;
  /** What was staged and could not be removed. */
  readonly leftover?: HoldfastError;
}

/**
 * Ends an attempt's landing after it returned, threw or died: finishes a swap that had begun, removes what was staged.
 * @returns the result when the target is wholly new; none when it is wholly old
 */
export async function settleLanding(attempt: { directory: string }): Promise<SettledLanding> {
  const files = landingFilesIn(attempt.directory);
  const landing = await readLanding(files.landing);
  if (!landing) return {};
  const settled = await settleSwap({ journalFile: files.swap, staging: landing.staging });
  if (settled.state !== 'FINISHED') {
    const { leftover } = settled;
    return { ...(leftover && { leftover }) };
  }
  const { warnings, ...record } = recordSchema.parse(settled.record);
  const told = settled.warnings.map((message): JobWarning => ({ code: 'NOT_RESTORED_EXACTLY', message }));
  if (settled.leftover) told.push({ code: settled.leftover.code, message: settled.leftover.message });
  const restored = {
    ...record,
    ...(settled.kept !== null && { replacedKeptAt: settled.kept }),
    warnings: joinWarnings([warnings, { first: told, count: told.length }]),
  };
  return { restored };
}

/**
 * As `settleLanding`, of an attempt that died.
 * @throws HoldfastError LEFTOVER_STUCK where what was staged cannot be removed
 */
export async function settleEarlierLanding(earlier: { directory: string }): Promise<Restored | undefined> {
  const { restored, leftover } = await settleLanding(earlier);
  if (!restored && leftover) throw leftover;
  return restored;
}

/** Undefined when the attempt died before it had decided where to land: then it made nothing. */
async function readLanding(file: string): Promise<z.output<typeof landingSchema> | undefined> {
  try {
    return landingSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
