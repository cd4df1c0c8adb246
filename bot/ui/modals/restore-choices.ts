import { parseBlockId, RESTORE } from '../ids.ts';

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
  /** One of several databases; empty while none is chosen. Absent: every one, or the only one. */
  readonly database?: string | undefined;
  /** Absent: all of it. Lines that were typed, empty while none are. */
  readonly tables?: readonly string[] | undefined;
  /** A path or a database, empty while none is typed. Both absent: where the item is. */
  readonly targetPath?: string | undefined;
  readonly targetDatabase?: string | undefined;
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

/** The option that stands in a menu for «could not be loaded»: longer than any name of a database, and like no id. */
export const NO_OPTION = '-'.repeat(64);

/** Reads the choices out of a modal's state. What was chosen for another item than the one that is chosen now does not count. */
export function readRestoreChoices(state: ViewState): RestoreChoices {
  const item = chosen(state[RESTORE.item]?.[RESTORE.item]);
  if (!item) return NO_CHOICES;
  const element = (actionId: string) => elementOf(state, { actionId, itemId: item.id });
  const scope = chosen(element(RESTORE.scope))?.id;
  const target = chosen(element(RESTORE.target))?.id;
  const conflict = chosen(element(RESTORE.conflict))?.id;
  return {
    item,
    point: chosen(element(RESTORE.point)),
    paths: scope === 'PATHS' ? lines(typed(element(RESTORE.paths))) : undefined,
    database: databaseOf(scope, element(RESTORE.database)),
    tables: scope === 'TABLES' ? lines(typed(element(RESTORE.tables))).map((line) => line.trim()) : undefined,
    targetPath: target === 'PATH' ? typed(element(RESTORE.targetPath)) : undefined,
    targetDatabase: target === 'DATABASE' ? typed(element(RESTORE.targetDatabase)) : undefined,
    conflict: CONFLICT_RULES.find((rule) => rule === conflict) ?? NO_CHOICES.conflict,
  };
}

/** What was entered in the one block that asks this about this item. */
function elementOf(state: ViewState, of: { actionId: string; itemId: string }): ElementState | undefined {
  const [, elements] =
    Object.entries(state).find(([id]) => {
      const { actionId, itemId } = parseBlockId(id);
      return actionId === of.actionId && itemId === of.itemId;
    }) ?? [];
  return elements?.[of.actionId];
}

/** Which database is asked for when one is wanted, and when tables of one of several are. */
function databaseOf(scope: string | undefined, element: ElementState | undefined): string | undefined {
  const isAsked = scope === 'DATABASE' || (scope === 'TABLES' && element !== undefined);
  return isAsked ? (chosen(element)?.id ?? typed(element)) : undefined;
}

function chosen(element: ElementState | undefined): Chosen | undefined {
  const selected = element?.selected_option;
  if (!selected || selected.value === NO_OPTION) return undefined;
  return { id: selected.value, label: selected.text.text };
}

function typed(element: ElementState | undefined): string {
  return element?.value ?? '';
}

/** Each line as it was typed: names of files may begin and end with spaces. Only line ends and empty lines go. */
function lines(text: string): string[] {
  return text.split(/\r?\n/u).filter((line) => line.trim() !== '');
}
