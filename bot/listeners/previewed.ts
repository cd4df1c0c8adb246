import { createHash } from 'node:crypto';
import type { RestorePreviewInput } from '../gateway/operations.generated.ts';
import { readMetadata, writeMetadata } from './payloads.ts';

/** Enough that no two inputs of one modal share it. */
const KEPT = 16;

function fingerprintOf(input: RestorePreviewInput): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url').slice(0, KEPT);
}

/** A modal's metadata with what its preview is of; undefined while it shows none. */
export function withPreviewed(metadata: string, input: RestorePreviewInput | undefined): string {
  return writeMetadata({ ...readMetadata(metadata), previewed: input && fingerprintOf(input) });
}

/** Whether the modal shows what would come of exactly this: what is typed into it changes without being shown anew. */
export function wasPreviewed(metadata: string, input: RestorePreviewInput): boolean {
  return readMetadata(metadata).previewed === fingerprintOf(input);
}
