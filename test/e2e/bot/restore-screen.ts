import { expect } from 'vitest';
import type { SlackWorkspace } from '../../kit/slack/workspace.ts';

/** Types the command and waits until its modal is filled. */
export async function openRestoreModal(slack: SlackWorkspace, line: string, user = 'ada') {
  const said = await slack.command(user, 'backups', line);
  expect(said.error).toBeUndefined();
  await expect.poll(() => slack.views(user).at(-1)?.shown).not.toMatch(/Asking Holdfast|^$/);
  return screenOf(slack, user);
}

/** The modal in front of someone. */
export function screenOf(slack: SlackWorkspace, user: string) {
  const view = slack.views(user).at(-1);
  if (!view) throw new Error(`${user} sees no modal`);
  return view;
}

/** Ada chooses, or types and presses Enter, and waits until the modal is shown anew. */
export async function choose(slack: SlackWorkspace, actionId: string, chosen: string): Promise<void> {
  const { id, hash } = screenOf(slack, 'ada');
  await slack.click({ user: 'ada', viewId: id, actionId, chosen });
  await expect.poll(() => screenOf(slack, 'ada').hash).not.toBe(hash);
}
