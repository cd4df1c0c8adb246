import { z } from 'zod';
import { choicesOf, type Chosen } from '../block-kit/input-state.ts';
import { elementsOf, type PlacedElement } from '../block-kit/layout.ts';
import { LIMITS } from '../block-kit/limits.ts';
import { menuOption, optionGroup, type MenuOption } from '../block-kit/text.ts';
import type { Reply } from '../delivery/delivery.ts';
import type { JsonObject } from '../json.ts';
import { NotOnScreen, onScreen } from '../refusal.ts';
import { userNamed } from '../state/lookup.ts';
import type { SlackUser } from '../state/workspace-state.ts';
import { interaction, type Desk } from './desk.ts';
import { elementAt, surfaceAt, type Entered, type Place, type Surface, type Target } from './surface.ts';

export type ActionInput = Place &
  Target & {
    readonly user: string;
    readonly chosen?: Chosen;
    /** What stands in the other inputs by then: the state of a view has all of them, also those that tell of no change. */
    readonly entered?: Entered;
  };

export interface ActionRun {
  readonly reply: Reply;
  readonly triggerId: string;
}

/** A person presses a button or chooses in a menu. `chosen` is needed for all but buttons. */
export async function act(desk: Desk, input: ActionInput): Promise<ActionRun> {
  const { state, tickets } = desk;
  const user = userNamed(state, input.user);
  const surface = surfaceAt(state, user, input);
  const placed = elementAt(surface, input);
  enterWhatIsThere(surface, input.entered ?? {});
  const action = actionOf(surface, placed, input.chosen);
  const trigger = tickets.trigger(user.id);
  const body = {
    ...interaction(desk, user, 'block_actions'),
    ...surface.payload(),
    trigger_id: trigger.id,
    ...responseUrlOf(desk, user, surface),
    actions: [{ ...action, action_ts: state.nextTs() }],
  };
  const reply = await desk.office.deliver({ kind: 'interactive', body });
  return { reply, triggerId: trigger.id };
}

/** What was entered where the app shows something else by now counts no more. */
function enterWhatIsThere({ blocks, entries }: Surface, entered: Entered): void {
  for (const placed of elementsOf(blocks)) {
    const key = [placed.blockId, placed.actionId].find((id) => id in entered);
    if (key !== undefined) entries.enter(placed, entered[key] ?? null);
  }
}

function responseUrlOf(desk: Desk, user: SlackUser, { message }: Surface): JsonObject {
  if (!message) return {};
  const { channel, threadTs, ts: messageTs } = message;
  return {
    response_url: desk.responseUrl(desk.tickets.response({ userId: user.id, channel, threadTs, messageTs }).id),
  };
}

function actionOf(surface: Surface, placed: PlacedElement, chosen: Chosen | undefined): JsonObject {
  const { element, blockId, actionId } = placed;
  const common = { type: element.type, block_id: blockId, action_id: actionId };
  if (element.type === 'button') {
    const value = element.value === undefined ? {} : { value: element.value };
    return { ...common, text: element.text, ...value, ...(element.style ? { style: element.style } : {}) };
  }
  if (chosen === undefined) throw new NotOnScreen(`${actionId} needs something chosen`);
  if (element.type === 'overflow') {
    const option = choicesOf(element, [])?.find(({ value }) => value === chosen);
    return { ...common, selected_option: onScreen(option, `option ${String(chosen)}`) };
  }
  surface.entries.enter(placed, chosen);
  return { ...common, ...surface.entries.stateOf(placed) };
}

const suggestions = z.union([
  z.object({ options: z.array(menuOption).max(LIMITS.selectOptions) }),
  z.object({ option_groups: z.array(optionGroup).max(LIMITS.optionGroups) }),
]);

export type SuggestionInput = Place & Target & { readonly user: string; readonly typed: string };

/**
 * A person types into a select with an external source, and the app suggests.
 * @throws NotOnScreen when the app gave no options that Slack would show
 */
export async function suggest(desk: Desk, input: SuggestionInput): Promise<readonly MenuOption[]> {
  const user = userNamed(desk.state, input.user);
  const surface = surfaceAt(desk.state, user, input);
  const placed = elementAt(surface, input);
  const { blockId: block_id, actionId: action_id } = placed;
  const body = {
    ...interaction(desk, user, 'block_suggestion'),
    ...surface.payload(),
    block_id,
    action_id,
    value: input.typed,
  };
  const reply = await desk.office.deliver({ kind: 'interactive', body });
  const parsed = suggestions.safeParse(reply.outcome === 'acknowledged' ? reply.payload : undefined);
  if (!parsed.success) throw new NotOnScreen(`option for ${action_id}: ${JSON.stringify(reply)}`);
  const options =
    'options' in parsed.data ? parsed.data.options : parsed.data.option_groups.flatMap((group) => group.options);
  surface.entries.offer(placed, options);
  return options;
}
