import { cut } from './escape.ts';
import { LIMITS } from './limits.ts';

/** Our own shapes of the blocks we use, as docs.slack.dev/reference/block-kit gives them; Slack's types take them as they are. */

export interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: boolean;
}

export interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  verbatim: boolean;
}

export interface Confirm {
  title: PlainText;
  text: PlainText;
  confirm: PlainText;
  deny: PlainText;
  style?: 'danger';
}

export interface Button {
  type: 'button';
  action_id: string;
  text: PlainText;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: Confirm;
}

export interface Section {
  type: 'section';
  block_id?: string;
  text: PlainText | Mrkdwn;
}

export interface Context {
  type: 'context';
  block_id?: string;
  elements: (PlainText | Mrkdwn)[];
}

export interface Divider {
  type: 'divider';
}

export interface Actions {
  type: 'actions';
  elements: Button[];
}

export type Block = Section | Context | Divider | Actions;

/** What is posted: the blocks, and the text of the notification and of clients that show no blocks. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Text in which Slack looks for nothing: the place for words of others. `emoji` only where all of it is ours. */
export function plainText(text: string, most: number = LIMITS.sectionText): PlainText {
  return { type: 'plain_text', text: cut(text, most), emoji: false };
}

/** Text in Slack's markup; `verbatim`, so that Slack makes no links and mentions out of plain words. Others' words go in escaped. */
export function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text: cut(text, LIMITS.sectionText), verbatim: true };
}

/** A section of lines in Slack's markup; lines without text are left out. */
export function section(...lines: readonly (string | undefined)[]): Section {
  return { type: 'section', text: mrkdwn(lines.filter(Boolean).join('\n')) };
}

/** A section of lines in which Slack looks for nothing. */
export function plainSection(...lines: readonly (string | undefined)[]): Section {
  return { type: 'section', text: plainText(lines.filter(Boolean).join('\n')) };
}

/** A line in small type; its parts are parted by dots, those without text are left out. */
export function context(...parts: readonly (string | undefined)[]): Context {
  return { type: 'context', elements: [mrkdwn(parts.filter(Boolean).join(' · '))] };
}

/** A row of buttons; none where there is no button. */
export function actions(...buttons: readonly (Button | undefined)[]): Actions[] {
  const elements = buttons.filter((button) => button !== undefined);
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

interface ConfirmTexts {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
}

/** The question before a button does what it says. */
export function confirm({ title, text, confirm: yes, deny }: ConfirmTexts): Confirm {
  return {
    title: plainText(title, LIMITS.confirmTitle),
    text: plainText(text, LIMITS.confirmText),
    confirm: plainText(yes, LIMITS.confirmButton),
    deny: plainText(deny, LIMITS.confirmButton),
  };
}
