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
  return writeMetadata({ ...readMetadata(metadata), previewed: input && fingerprintOf(input), fails: undefined });
}

/** A modal's metadata once it shows that what it previews would fail. */
export function withFailing(metadata: string): string {
  return writeMetadata({ ...readMetadata(metadata), fails: true });
}

/** Whether the modal shows that exactly this would come to something, as far as was known. */
export function mayGoOn(metadata: string, input: RestorePreviewInput): boolean {
  return wasPreviewed(metadata, input) && readMetadata(metadata).fails !== true;
}

/** Whether the modal shows what would come of exactly this: what is typed into it changes without being shown anew. */
export function wasPreviewed(metadata: string, input: RestorePreviewInput): boolean {
  return readMetadata(metadata).previewed === fingerprintOf(input);
}
