import { readFileSync } from 'node:fs';
import { z } from 'zod';

const ordersSchema = z.object({
  target: z.string(),
  paths: z.array(z.string()).nullable(),
  conflict: z.enum(['FAIL_IF_EXISTS', 'KEEP_BOTH', 'REPLACE']),
  roots: z.array(z.string()),
  forbidden: z.array(z.string()),
  jobId: z.string(),
  attempt: z.number(),
  sizeBytes: z.number(),
  at: z.string(),
  /** What is staged: a copy of this. */
  source: z.string(),
  journalFile: z.string(),
  landingFile: z.string(),
  record: z.object({ files: z.number() }),
  /** The user the program runs as. */
  uid: z.number(),
});
export type Orders = z.infer<typeof ordersSchema>;

export function readOrders(text: string): Orders {
  return ordersSchema.parse(JSON.parse(text));
}

/** Where the program decided to land. */
export function readLanding(orders: Pick<Orders, 'landingFile'>): { staging: string; kept: string; finalPath: string } {
  const landing = z.object({ staging: z.string(), kept: z.string(), finalPath: z.string() });
  return landing.parse(JSON.parse(readFileSync(orders.landingFile, 'utf8')));
}
