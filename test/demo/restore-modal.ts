import { RESTORE } from '@holdfast/bot/ui/ids';
import type { SlackView } from '../kit/slack/people/screen.ts';
import { CHANNEL } from './estate.ts';
import type { Act } from './stage.ts';

/** What someone wants back. */
export interface Wish {
  readonly user: string;
  /** The item's name. */
  readonly item: string;
  /** Which of its recovery points: 0 is the newest. */
  readonly point: number;
  /** Tables or paths, one a line; absent: all of it. */
  readonly only?: { readonly kind: 'TABLES' | 'PATHS'; readonly lines: string };
}

/** What the modal says as it goes. */
const EMPTY = 'Choose what to restore';
const PREVIEW = 'What pressing the button does';
const LOOKED = 'Nothing of it is there now';
const STARTED = 'Its message in this channel follows it to the end';
const TYPED = {
  TABLES: { actionId: RESTORE.tables, asked: 'Type which tables' },
  PATHS: { actionId: RESTORE.paths, asked: 'Type which files and folders' },
} as const;

/**
 * Someone types `/backup restore`, chooses one thing after the other in the modal, reads what would happen, and presses
 * the button.
 * @throws Error when the modal refuses
 */
export async function askForRestore(act: Act, wish: Wish): Promise<void> {
  const { slack, say } = act;
  const { user, only } = wish;
  say(`       ${user} types in #${CHANNEL}: /backup restore`);
  const said = await slack.command(user, CHANNEL, '/backup restore');
  if (said.error !== undefined) throw new Error(`Slack shows ${user} ${said.error} for /backup restore`);
  await screen(act, user, EMPTY);
  const item = await pick(act, { user, actionId: RESTORE.item, typed: wish.item, at: 0 });
  await screen(act, user, PREVIEW);
  const point = await pick(act, { user, actionId: RESTORE.point, typed: '', at: wish.point });
  say(`       ${user} chooses ${item}, as of ${point}`);
  if (only) {
    await screen(act, user, PREVIEW);
    const { id } = await choose(act, {
      user,
      actionId: RESTORE.scope,
      chosen: only.kind,
      until: TYPED[only.kind].asked,
    });
    say(`       ${user} types what of it: ${only.lines}`);
    await press(act, { user, viewId: id, values: { [TYPED[only.kind].actionId]: only.lines } });
  } else {
    const { id, shown } = await screen(act, user, LOOKED);
    for (const line of previewOf(shown)) say(`         ${line}`);
    await press(act, { user, viewId: id, values: {} });
  }
  await slack.closeView(user, 'all');
}

/** The modal in front of someone once it says this. */
async function screen({ slack, wait }: Act, user: string, text: string): Promise<SlackView> {
  return wait(`"${text}" in the modal of ${user}`, async () => {
    const view = slack.views(user).at(-1);
    return view?.shown.includes(text) && view;
  });
}

interface Picking {
  readonly user: string;
  readonly actionId: string;
  readonly typed: string;
  /** Which of what is suggested. */
  readonly at: number;
}

/** Types into a menu and chooses one of what it suggests. @returns what that reads */
async function pick({ slack }: Act, { user, actionId, typed, at }: Picking): Promise<string> {
  const viewId = slack.views(user).at(-1)?.id ?? '';
  const options = await slack.suggest({ user, viewId, actionId, typed });
  const option = options[at];
  if (option === undefined) throw new Error(`the menu has ${options.length} entries for "${typed}"`);
  await slack.click({ user, viewId, actionId, chosen: option.value });
  return option.text.text;
}

interface Choosing {
  readonly user: string;
  readonly actionId: string;
  readonly chosen: string;
  /** What the modal says then. */
  readonly until: string;
}

async function choose(act: Act, { user, actionId, chosen, until }: Choosing): Promise<SlackView> {
  const viewId = act.slack.views(user).at(-1)?.id ?? '';
  await act.slack.click({ user, viewId, actionId, chosen });
  return screen(act, user, until);
}

interface Pressing {
  readonly user: string;
  readonly viewId: string;
  /** What is typed into which field. */
  readonly values: Readonly<Record<string, string>>;
}

async function press(act: Act, { user, viewId, values }: Pressing): Promise<void> {
  const submitted = await act.slack.submit(user, viewId, values);
  if (submitted.outcome !== 'updated') throw new Error(`the modal refused: ${JSON.stringify(submitted)}`);
  await screen(act, user, STARTED);
}

/** The lines of the modal that say what the button does, without Slack's marks. */
function previewOf(shown: string): string[] {
  const lines = shown.slice(shown.indexOf(PREVIEW)).split('\n').slice(1);
  return lines
    .filter((line) => line.startsWith('•'))
    .map((line) => line.replaceAll(/[*`]/g, '').replaceAll(/<!date\^[^|]*\|([^>]*)>/g, '$1'));
}
