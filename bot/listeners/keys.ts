/**
 * The idempotency keys of what people do in Slack (DESIGN law 7): whatever way Slack delivers a request again, it carries
 * the same of these, and so stays one intent.
 */

/** Of a command: its trigger, which Slack gives out once. */
export function commandKey(teamId: string, triggerId: string): string {
  return within(`slack:cmd:${teamId}:${triggerId}`);
}

/** Of a button: what it stands for, with the nonce of the rendering it was pressed in. */
export function buttonKey(actionId: string, value: string): string {
  return within(`slack:btn:${actionId}:${value}`);
}

/** Of a modal: the view it began with, so that submitting it again after an error is the same intent. */
export function modalKey(rootViewId: string, kind: string): string {
  return within(`slack:view:${rootViewId}:${kind}`);
}

const LONGEST_KEY = 200;

function within(key: string): string {
  if (key.length <= LONGEST_KEY) return key;
  throw new Error(`an idempotency key takes ${LONGEST_KEY} characters, this one has ${key.length}`);
}
