import { z } from 'zod';

const count = z.number().int().nonnegative().default(0);

/** Go leaves fields out when they are zero, so a missing number is a zero. */
const backupSummary = z.object({
  message_type: z.literal('summary'),
  files_new: count,
  files_changed: count,
  files_unmodified: count,
  dirs_new: count,
  dirs_changed: count,
  dirs_unmodified: count,
  data_added: count,
  data_added_packed: count,
  total_files_processed: count,
  total_bytes_processed: count,
  total_duration: z.number().nonnegative().default(0),
  snapshot_id: z.string().regex(/^[0-9a-f]{64}$/),
});

const restoreSummary = z.object({
  message_type: z.literal('summary'),
  total_files: count,
  files_restored: count,
  files_skipped: count,
  files_deleted: count,
  total_bytes: count,
  bytes_restored: count,
  bytes_skipped: count,
});

const checkSummary = z.object({
  message_type: z.literal('summary'),
  num_errors: count,
  broken_packs: z.array(z.string()).nullish(),
  suggest_repair_index: z.boolean().default(false),
  suggest_prune: z.boolean().default(false),
});

/** A file of a snapshot that holds a blob which was looked for. */
const foundBlob = z.object({ object_type: z.literal('blob'), path: z.string(), snapshot: z.string() });

/** Of a backup or of a restore: they name the same things differently. */
const status = z.object({
  message_type: z.literal('status'),
  percent_done: z.number().default(0),
  seconds_remaining: z.number().optional(),
  total_files: count,
  files_done: z.number().optional(),
  files_restored: z.number().optional(),
  files_skipped: count,
  total_bytes: count,
  bytes_done: z.number().optional(),
  bytes_restored: z.number().optional(),
  bytes_skipped: count,
  error_count: count,
});

/** Backup and restore nest the text, check does not. */
const error = z.object({
  message_type: z.literal('error'),
  error: z.object({ message: z.string() }).optional(),
  message: z.string().optional(),
  during: z.string().default(''),
  item: z.string().default(''),
});

const exitError = z.object({
  message_type: z.literal('exit_error'),
  code: z.number().int(),
  message: z.string(),
});

const time = z.string().transform((text, context) => {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) context.addIssue({ code: 'custom', message: 'not a time' });
  return date;
});

const snapshot = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  time,
  tree: z.string(),
  hostname: z.string().default(''),
  tags: z.array(z.string()).nullish(),
  parent: z.string().optional(),
  original: z.string().optional(),
  summary: backupSummary
    .omit({ message_type: true, snapshot_id: true, total_duration: true })
    .extend({ backup_end: time.optional() })
    .optional(),
});

const node = z.object({
  message_type: z.literal('node'),
  name: z.string(),
  type: z.string(),
  path: z.string(),
  uid: count,
  gid: count,
  size: count,
  mode: count,
  mtime: time,
});

const lock = z.object({
  time,
  exclusive: z.boolean().default(false),
  hostname: z.string().default(''),
  username: z.string().default(''),
  pid: count,
});

const initialised = z.object({ message_type: z.literal('initialized'), id: z.string().min(1) });
const config = z.object({ id: z.string().min(1), version: z.number().int() });
const statistics = z.object({
  total_size: count,
  total_uncompressed_size: count,
  total_blob_count: count,
  snapshots_count: count,
});

/** The shapes of what restic prints with --json; fields and message types that are not named here may come and are passed over. */
export const message = {
  backupSummary,
  restoreSummary,
  checkSummary,
  foundBlob,
  status,
  error,
  exitError,
  snapshot,
  node,
  lock,
  initialised,
  config,
  statistics,
};

export type BackupSummaryMessage = z.infer<typeof backupSummary>;
export type RestoreSummaryMessage = z.infer<typeof restoreSummary>;
export type StatusMessage = z.infer<typeof status>;
export type SnapshotMessage = z.infer<typeof snapshot>;
export type ErrorMessage = z.infer<typeof error>;
export type NodeMessage = z.infer<typeof node>;

export type Parsed =
  | { readonly form: 'json'; readonly type: string; readonly value: unknown }
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'malformed'; readonly text: string };

const typed = z.object({ message_type: z.string().default('') });

/** Tells a JSON message, plain words and a broken message apart. Never throws. */
export function parseLine(text: string): Parsed {
  if (!text.startsWith('{')) return { form: 'text', text };
  const value = parseJson(text);
  const head = typed.safeParse(value);
  return head.success ? { form: 'json', type: head.data.message_type, value } : { form: 'malformed', text };
}

/** The value of a JSON text, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
