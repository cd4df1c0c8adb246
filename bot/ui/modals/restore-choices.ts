import { pointBlockId, RESTORE } from '../ids.ts';

export const CONFLICT_RULES = ['FAIL_IF_EXISTS', 'KEEP_BOTH', 'REPLACE'] as const;
export type ConflictChoice = (typeof CONFLICT_RULES)[number];

/** An option that was chosen, with what it reads. */
export interface Chosen {
  readonly id: string;
  readonly label: string;
}

/** What someone has chosen in the modal so far. */
export interface RestoreChoices {
  readonly item?: Chosen | undefined;
  readonly point?: Chosen | undefined;
  /** Absent: all of the point. Lines that were typed, empty while none are. */
  readonly paths?: readonly string[] | undefined;
  /** Absent: where the item is. */
  readonly targetPath?: string | undefined;
  readonly conflict: ConflictChoice;
}

/** What a modal starts with: nothing is touched where something stands. */
export const NO_CHOICES: RestoreChoices = { conflict: 'FAIL_IF_EXISTS' };

/** The state that Slack sends of a modal: by block and action, what is chosen or typed. Only what is read here. */
export type ViewState = Readonly<Record<string, Readonly<Record<string, ElementState>>>>;

export interface ElementState {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value: string; readonly text: { readonly text: string } } | null | undefined;
}

/** The option that stands in a menu for «could not be loaded». */
export const NO_OPTION = 'none';

/** Reads the choices out of a modal's state. Points of another item than the chosen one do not count. */
export function readRestoreChoices(state: ViewState): RestoreChoices {
  const item = chosenIn(state, RESTORE.item);
  return {
    item,
    point: item && chosen(state[pointBlockId(item.id)]?.[RESTORE.point]),
    paths: chosenIn(state, RESTORE.scope)?.id === 'PATHS' ? lines(typedIn(state, RESTORE.paths)) : undefined,
    targetPath: chosenIn(state, RESTORE.target)?.id === 'OTHER' ? typedIn(state, RESTORE.targetPath) : undefined,
    conflict: CONFLICT_RULES.find((rule) => rule === chosenIn(state, RESTORE.conflict)?.id) ?? NO_CHOICES.conflict,
  };
}

function chosenIn(state: ViewState, id: string): Chosen | undefined {
  return chosen(state[id]?.[id]);
}

function chosen(element: ElementState | undefined): Chosen | undefined {
  const selected = element?.selected_option;
  if (!selected || selected.value === NO_OPTION) return undefined;
  return { id: selected.value, label: selected.text.text };
}

function typedIn(state: ViewState, id: string): string {
  return state[id]?.[id]?.value ?? '';
}

/** Each line as it was typed: names of files may begin and end with spaces. Only line ends and empty lines go. */
function lines(text: string): string[] {
  return text.split(/\r?\n/u).filter((line) => line.trim() !== '');
}
