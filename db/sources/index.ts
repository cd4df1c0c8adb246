import { z } from 'zod';
import type { SourceCapabilities } from './capabilities.ts';
import type { FilesConfig } from './files.ts';
import { filesCapabilities, filesConfigSchema } from './files.ts';

/** Every kind of data source there is a driver for. */
export const SOURCE_KINDS = ['FILES'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What a kind needs to know to find its data. */
export type SourceConfig = FilesConfig;

export const SOURCES: Record<SourceKind, { config: typeof filesConfigSchema; capabilities: SourceCapabilities }> = {
  FILES: { config: filesConfigSchema, capabilities: filesCapabilities },
};

/** A kind together with a configuration of that kind. */
export const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('FILES'), config: filesConfigSchema }),
]);
