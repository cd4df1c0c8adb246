/** The buttons of messages. What they carry is a {@link ButtonValue}. */
export const ACTION = {
  cancelJob: 'job.cancel',
  retryJob: 'job.retry',
  acknowledgeAlert: 'alert.acknowledge',
  dismissSuspicion: 'suspicion.dismiss',
  retryFromAlert: 'alert.retry',
  cancelFromAlert: 'alert.cancel',
} as const;
export type ButtonActionId = (typeof ACTION)[keyof typeof ACTION];

/** The modal of `/backup restore`: its id, and those of what is chosen in it. A block is named after its one element, see {@link blockId}. */
export const RESTORE = {
  view: 'restore',
  item: 'restore.item',
  point: 'restore.point',
  scope: 'restore.scope',
  paths: 'restore.paths',
  database: 'restore.database',
  tables: 'restore.tables',
  target: 'restore.target',
  targetPath: 'restore.target-path',
  targetDatabase: 'restore.target-database',
  conflict: 'restore.conflict',
} as const;

/**
 * The block of a question that depends on an item, and on what else decides its options: asked about another one it is
 * another block, since Slack keeps what was chosen in a block that stays.
 */
export function blockId(actionId: string, itemId: string, ...of: readonly string[]): string {
  return [actionId, itemId, ...of].join(PARTS);
}

/** What a block is about; the item's own id is empty in a block that depends on none. */
export function parseBlockId(id: string): { actionId: string; itemId: string; of: readonly string[] } {
  const [actionId = '', itemId = '', ...of] = id.split(PARTS);
  return { actionId, itemId, of };
}

/** Stands in no id. */
const PARTS = ':';

/** The one slash command. */
export const COMMAND = '/backup';

/**
 * What a button says: which thing is meant, and in which rendering of its message it was pressed. Two presses in one
 * rendering are one intent; the next rendering brings a new nonce, so that a later press is a new one (DESIGN law 7).
 */
export interface ButtonValue {
  readonly id: string;
  readonly nonce: string;
}

const PARTING = '|';

/** The text for a button's `value`. */
export function buttonValue({ id, nonce }: ButtonValue): string {
  return `${id}${PARTING}${nonce}`;
}

/** Reads it back; undefined for what {@link buttonValue} did not write. */
export function parseButtonValue(value: string): ButtonValue | undefined {
  const [, id, nonce] = /^([a-z]{3}_[0-9a-f]{32})\|([\w.:-]{1,200})$/.exec(value) ?? [];
  return id !== undefined && nonce !== undefined ? { id, nonce } : undefined;
}
