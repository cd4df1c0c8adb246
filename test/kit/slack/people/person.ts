import type { MenuOption } from '../block-kit/text.ts';
import type { Reply } from '../delivery/delivery.ts';
import type { JsonObject } from '../json.ts';
import { act, suggest, type ActionInput, type SuggestionInput } from './actions.ts';
import { runCommand } from './commands.ts';
import type { Desk } from './desk.ts';
import { joinChannel, leaveChannel, openHome, react, say, type Reacting, type Saying } from './events.ts';
import { closeModal, submitModal, type Submitted } from './modals.ts';
import type { Entered } from './surface.ts';
import { messageOnScreen, type SlackMessage } from './screen.ts';

/** What came of a slash command. */
export interface CommandResult {
  readonly outcome: Reply['outcome'];
  /** The payload that it was acknowledged with; empty for a bare acknowledgement. */
  readonly ack: JsonObject;
  /** What the person reads instead of an answer: `operation_timeout`, `dispatch_failed`, `invalid_blocks` … */
  readonly error: string | undefined;
  readonly triggerId: string;
  readonly responseUrl: string;
  /** What was shown only to the person, by acknowledgement or response URL, up to the moment it is read. */
  readonly ephemeral: readonly SlackMessage[];
  /** That, and what was said to the channel through them. */
  readonly answers: readonly SlackMessage[];
}

/** What came of a press or a choice. */
export interface ActionResult {
  readonly outcome: Reply['outcome'];
  readonly triggerId: string;
}

/**
 * What people do. They are named by handle (`ada`) or id, channels by name (`orders`), id, or `@ada` for the app's direct
 * message with her. Each resolves when the app acknowledged, or Slack gave up after 3 s; what the app does afterwards a
 * test waits for.
 * @throws NotOnScreen when that person cannot do that there
 */
export interface People {
  /** `command('ada', 'orders', '/backup now orders')` */
  command(user: string, channel: string, line: string): Promise<CommandResult>;
  /** Presses a button or, with `chosen`, chooses in a menu; in a message (`channel`, `ts`) or a view (`viewId`). */
  click(input: ActionInput): Promise<ActionResult>;
  /** Types into a select with an external source; what comes back can then be chosen. */
  suggest(input: SuggestionInput): Promise<readonly MenuOption[]>;
  /** Enters values (block id or action id → what) in the modal in front and submits it. */
  submit(user: string, viewId: string, values: Entered): Promise<Submitted>;
  /** Closes the modal in front, or `all` of the stack. */
  closeView(user: string, which?: 'top' | 'all'): Promise<void>;
  /** Writes a message. @returns it */
  say(input: Saying): Promise<SlackMessage>;
  /** Puts an emoji on a message, or takes it off again. */
  react(input: Reacting): Promise<void>;
  openHome(user: string): Promise<void>;
  /** Also for the bot: `join('holdfast', 'random')`. */
  join(user: string, channel: string): Promise<void>;
  leave(user: string, channel: string): void;
}

export type { ActionInput, Entered, Reacting, Saying, Submitted, SuggestionInput };

export function peopleAt(desk: Desk): People {
  return {
    command: async (user, channel, line) => {
      const { reply, error, triggerId, responseUrl, answers } = await runCommand(desk, { user, channel, line });
      const shown = (): SlackMessage[] => answers().map((message) => messageOnScreen(desk.state, message));
      return {
        outcome: reply.outcome,
        ack: reply.outcome === 'acknowledged' ? reply.payload : {},
        error,
        triggerId,
        responseUrl,
        get answers() {
          return shown();
        },
        get ephemeral() {
          return shown().filter(({ ephemeralFor }) => ephemeralFor !== undefined);
        },
      };
    },
    click: async (input) => {
      const { reply, triggerId } = await act(desk, input);
      return { outcome: reply.outcome, triggerId };
    },
    suggest: (input) => suggest(desk, input),
    submit: (user, viewId, values) => submitModal(desk, { user, viewId, values }),
    closeView: (user, which) => closeModal(desk, user, which),
    say: async (input) => messageOnScreen(desk.state, await say(desk, input)),
    react: (input) => react(desk, input),
    openHome: (user) => openHome(desk, user),
    join: (user, channel) => joinChannel(desk, user, channel),
    leave: (user, channel) => leaveChannel(desk, user, channel),
  };
}
