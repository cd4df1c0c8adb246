import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { pointContentsSchema, type PointContents } from '@holdfast/db/domain/point-contents';
import { z } from 'zod';
import { writeDurably } from '../process/durable-file.ts';
import type { Transfer } from '../sources/driver.ts';

const FILE_NAME = 'transfer.json';

const recordSchema = z.object({
  warnings: z.object({
    first: z.array(z.object({ code: z.string(), message: z.string(), subject: z.string().optional() })).readonly(),
    count: z.int(),
  }),
  contents: pointContentsSchema.nullable(),
});

/** What a driver said of its transfer, as far as the point's row needs it. */
export interface TransferRecord {
  readonly warnings: Warnings;
  readonly contents: PointContents | null;
}

/** Keeps what the engine cannot say, so that an adopted transfer is told as it was (law 2). */
export async function keepTransferRecord(directory: string, { warnings, contents }: Transfer): Promise<void> {
  await writeDurably(join(directory, FILE_NAME), JSON.stringify({ warnings, contents }));
}

/** What was kept of an attempt's transfer. Where it is not there, the journals of its parts are not either, and say so. */
export async function readTransferRecord(directory: string): Promise<TransferRecord> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(directory, FILE_NAME), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { warnings: NO_WARNINGS, contents: null };
    }
    throw error;
  }
}
