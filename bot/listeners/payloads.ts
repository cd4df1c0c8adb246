import { z } from 'zod';
import { RESTORE } from '../ui/ids.ts';

/** What is read of Slack's payloads, checked before it is believed (docs.slack.dev, reference/interaction-payloads). */

const who = { user: z.object({ id: z.string() }), team: z.object({ id: z.string() }) };

export const commandPayload = z.object({
  text: z.string().default(''),
  team_id: z.string(),
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
});

const elementState = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string(), text: z.object({ text: z.string() }) }).nullish(),
});

const view = z.object({
  id: z.string(),
  root_view_id: z.string(),
  private_metadata: z.string(),
  external_id: z.string(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), elementState)) }),
});

export const buttonPayload = z.object({
  ...who,
  channel: z.object({ id: z.string() }),
  actions: z.array(z.object({ value: z.string().default('') })).min(1),
});

export const changedPayload = z.object({ ...who, view, actions: z.array(z.object({ action_ts: z.string() })).min(1) });

export const submittedPayload = z.object({ ...who, view });

export const suggestionPayload = z.object({ ...who, view, value: z.string(), block_id: z.string() });

/** What a modal carries from where it was opened, what it shows the preview of, and whether that says that it would fail. */
const metadata = z.object({
  channelId: z.string(),
  timeZone: z.string().optional(),
  previewed: z.string().optional(),
  fails: z.boolean().optional(),
});
export type ModalMetadata = z.output<typeof metadata>;

/** The text for a modal's `private_metadata`. */
export function writeMetadata(carried: ModalMetadata): string {
  return JSON.stringify(carried);
}

/** Reads it back. @throws ZodError for what {@link writeMetadata} did not write */
export function readMetadata(text: string): ModalMetadata {
  return metadata.parse(JSON.parse(text));
}

/** Those that tell of every letter that is typed. */
export const TYPED_CHANGES: ReadonlySet<string> = new Set([RESTORE.paths, RESTORE.tables]);

/** The actions within the restore modal that change what it shows. */
export const RESTORE_CHANGES = [
  RESTORE.item,
  RESTORE.point,
  RESTORE.scope,
  RESTORE.paths,
  RESTORE.database,
  RESTORE.tables,
  RESTORE.target,
  RESTORE.targetPath,
  RESTORE.targetDatabase,
  RESTORE.conflict,
] as const;
