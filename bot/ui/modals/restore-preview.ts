import { context, section, type Block } from '../blocks.ts';
import { chosenText, type ChosenView } from '../chosen.ts';
import { errorSection } from '../error-text.ts';
import { code, inert } from '../escape.ts';
import { count, counted, duration, instant } from '../format.ts';
import { READABLE } from '../limits.ts';
import { allOf, listed } from '../listed.ts';
import { whereText } from '../place.ts';
import { sizeText, type SizeOf } from '../size.ts';
import { suspicionText, type SuspicionView } from '../suspicion.ts';
import type { ErrorView, PersonView } from '../views.ts';
import { person } from '../words.ts';
import type { ConflictChoice } from './restore-choices.ts';
import type { DamageView } from './restore-point.ts';
import type { LandsAs } from './restore-target.ts';

/** What a restore would do, as the gateway says; or why that cannot be said yet. */
export type PreviewView =
  | { readonly kind: 'INCOMPLETE'; readonly missing: string }
  | { readonly kind: 'REFUSED'; readonly error: ErrorView }
  | { readonly kind: 'NO_ANSWER' }
  | ({ readonly kind: 'KNOWN' } & KnownPreview);

/** Sessions of one program and user. */
export interface SessionGroupView {
  readonly application: string;
  readonly user: string;
  readonly count: number;
}

/** What stands where the restore would land, with the sessions that it would end; or why that is not known, or why it would surely fail. */
export type AtTargetView =
  | { readonly kind: 'SEEN'; readonly exists: boolean; readonly sessions: readonly SessionGroupView[] }
  | { readonly kind: 'UNKNOWN'; readonly why: string }
  | { readonly kind: 'FAILS'; readonly error: ErrorView };

export interface KnownPreview extends ChosenView {
  readonly itemName: string;
  readonly takenAt: string;
  readonly pointWarnings: number;
  /** It was found in its vault: what its backup could not read is not known. */
  readonly isPointRebuilt?: boolean | undefined;
  /** What is wrong with what the vault holds of the point. */
  readonly damage?: { readonly certainty: DamageView; readonly text: string } | undefined;
  /** Of the point, or of an earlier one. */
  readonly suspicion?: (SuspicionView & { readonly isEarlier: boolean }) | undefined;
  /** A path, or the URL of a server or of a database on it. */
  readonly place: string;
  readonly inPlace: boolean;
  readonly lands: LandsAs;
  /** Of a point of databases all of which are restored: their names; absent where they are not known. */
  readonly databases?: readonly string[] | undefined;
  /** What is there now; absent while it is being looked at. */
  readonly atTarget?: AtTargetView | undefined;
  readonly conflict: ConflictChoice;
  readonly keepReplacedDays: number;
  readonly sizeBytes?: number | undefined;
  readonly sizeOf: SizeOf;
  readonly files?: number | undefined;
  readonly estimate?:
    | { readonly durationMs: number; readonly basedOn: number; readonly from: 'ITEM' | 'KIND' }
    | undefined;
  readonly noEstimateReason?: string | undefined;
  readonly rtoSeconds?: number | undefined;
  /** Who asked for an open restore to the same place. */
  readonly inTheWayOf?: PersonView | undefined;
}

/** The preview at the end of the modal. */
export function previewBlocks(preview: PreviewView): Block[] {
  switch (preview.kind) {
    case 'INCOMPLETE':
      return [context(preview.missing)];
    case 'REFUSED':
      return [section('⛔ *This would be refused*'), errorSection(preview.error)];
    case 'NO_ANSWER':
      return [
        section(
          '⚠️ Holdfast does not answer right now, so what would happen cannot be shown. Change a choice to try again.',
        ),
      ];
    case 'KNOWN':
      return knownBlocks(preview);
  }
}

function knownBlocks(preview: KnownPreview): Block[] {
  const { atTarget } = preview;
  if (atTarget?.kind !== 'FAILS') return [section('*What pressing the button does*', ...knownLines(preview))];
  return [
    section('⛔ *As things are, this restore would fail*'),
    errorSection(atTarget.error),
    section('*What it was to do*', ...knownLines(preview)),
  ];
}

function knownLines(preview: KnownPreview): (string | undefined)[] {
  const { takenAt, place, inTheWayOf, atTarget } = preview;
  return [
    `• ${what(preview)} as of ${instant(takenAt)} will be ${whereText(place)}`,
    databasesLine(preview),
    `• ${whatBecomesOfIt(preview)}`,
    atTarget?.kind === 'FAILS' ? undefined : `• ${whatIsThere(preview, atTarget)}`,
    `• ${howLong(preview)}`,
    dangerLine(preview),
    atTarget?.kind === 'SEEN' && atTarget.sessions.length > 0 ? `• ⚠️ ${sessionsLine(atTarget.sessions)}` : undefined,
    damageLine(preview),
    suspicionLine(preview),
    lackLine(preview),
    inTheWayOf
      ? `• ⛔ Another restore there is open (asked for by ${person(inTheWayOf)}): this one would be refused`
      : undefined,
  ];
}

function lackLine({ pointWarnings, isPointRebuilt }: KnownPreview): string | undefined {
  if (isPointRebuilt) return '• What its backup could not read, if anything, is not known: rebuilt from the vault';
  if (pointWarnings === 0) return undefined;
  return `• ⚠️ The point lacks what could not be read: ${counted(pointWarnings, 'warning')}`;
}

/** Whoever has no other point may want what is left of this one. */
function damageLine({ damage }: KnownPreview): string | undefined {
  if (!damage) return undefined;
  const known = inert(damage.text);
  if (damage.certainty === 'MISSING') return `• ⛔ *This point is gone, and restoring it would fail:* ${known}`;
  const title = damage.certainty === 'SUSPECT' ? 'This point may be damaged' : 'This point is damaged';
  return `• ⛔ *${title}:* ${known} A restore that meets damage fails and leaves the target as it is; other paths of the point can be restored`;
}

function suspicionLine({ suspicion }: KnownPreview): string | undefined {
  if (!suspicion) return undefined;
  if (!suspicion.isEarlier) return `• ⚠️ *The point is ${suspicionText(suspicion)}*`;
  return `• ⚠️ An earlier point, of ${instant(suspicion.takenAt)}, is ${suspicionText(suspicion)}`;
}

/** Whether live data is replaced, as far as is known: the item's own, or something else that was found there. */
function isReplaced({ inPlace, conflict, atTarget }: KnownPreview): boolean {
  if (conflict !== 'REPLACE' || atTarget?.kind === 'FAILS') return false;
  return atTarget?.kind === 'SEEN' ? atTarget.exists : inPlace;
}

/** Whether the item's own databases are replaced, and are known by name. */
function namesReplaced(preview: KnownPreview): boolean {
  return isReplaced(preview) && preview.inPlace && preview.lands === 'DATABASES' && preview.databases !== undefined;
}

function dangerLine(preview: KnownPreview): string | undefined {
  const { inPlace, lands, databases = [] } = preview;
  if (!isReplaced(preview)) return undefined;
  if (!inPlace) return `• ⚠️ *${FOUND_THERE[lands]}*`;
  if (!namesReplaced(preview)) return '• ⚠️ *That is where the item lives: its data of now is replaced*';
  const some = counted(databases.length, 'database');
  return `• ⚠️ *That is where the item lives: its data of now is replaced, in ${some}:* ${databaseNames(databases)}`;
}

const FOUND_THERE: Record<LandsAs, string> = {
  FILES: 'Something else is there, and is replaced',
  DATABASES: 'Another database of that name is there, and is replaced',
  TABLES: 'Tables of that name are in that other database, and are replaced',
};

function what(preview: KnownPreview): string {
  const chosen = chosenText(preview);
  return `${chosen ?? 'All'} of ${code(preview.itemName)}${amount(preview)}`;
}

function amount({ sizeBytes, sizeOf, files }: KnownPreview): string {
  const parts = [
    sizeBytes === undefined ? undefined : sizeText(sizeBytes, sizeOf),
    files === undefined ? undefined : counted(files, 'file'),
  ];
  const known = parts.filter((part) => part !== undefined).join(', ');
  return known === '' ? '' : ` (${known})`;
}

const DATABASES_SHOWN = 10;

function databaseNames(databases: readonly string[]): string {
  return listed(allOf(databases), { most: DATABASES_SHOWN });
}

/** Of all databases of a point which these are, unless they are named as what is replaced. */
function databasesLine(preview: KnownPreview): string | undefined {
  const { sizeOf, databases } = preview;
  if (sizeOf !== 'DUMPS') return undefined;
  if (!databases) return '• Which databases the point holds is not known';
  if (namesReplaced(preview)) return undefined;
  return `• That is ${counted(databases.length, 'database')}: ${databaseNames(databases)}`;
}

/** What the chosen rule means, whether anything is there or not. */
function whatBecomesOfIt({ conflict, keepReplacedDays, lands }: KnownPreview): string {
  const days = counted(keepReplacedDays, 'day');
  const rules: Record<LandsAs, Record<ConflictChoice, string>> = {
    FILES: {
      FAIL_IF_EXISTS: 'If anything is there, nothing is touched and the restore fails',
      KEEP_BOTH: 'What is there stays; what is restored gets another name beside it',
      REPLACE: `What is there is replaced, and kept beside it for ${days}; the result says where`,
    },
    DATABASES: {
      FAIL_IF_EXISTS: 'If a database of that name is there, nothing is touched and the restore fails',
      KEEP_BOTH: 'What is there stays; what is restored becomes a database of another name',
      REPLACE: `What is there is replaced, and kept as another database for ${days}; the result says which`,
    },
    TABLES: {
      FAIL_IF_EXISTS: 'If one of the tables is there, nothing is touched and the restore fails',
      KEEP_BOTH: 'The tables that are there stay; the restored ones go into a schema of their own',
      REPLACE: `The tables that are there are replaced, and kept in a schema of their own for ${days}; the result says which`,
    },
  };
  return rules[lands][conflict];
}

function whatIsThere(
  { conflict }: KnownPreview,
  atTarget: Exclude<AtTargetView, { kind: 'FAILS' }> | undefined,
): string {
  if (!atTarget) return 'What is there now is being looked at…';
  if (atTarget.kind === 'UNKNOWN') return `What is there now is not known: ${inert(atTarget.why)}`;
  if (!atTarget.exists) return 'Nothing of it is there now';
  return conflict === 'FAIL_IF_EXISTS' ? '⛔ It is there now, so this restore would fail' : 'It is there now';
}

const GROUPS_SHOWN = 5;

/** `12 sessions would be ended: 10 of app (orders), 2 of psql (anna)` */
function sessionsLine(groups: readonly SessionGroupView[]): string {
  const all = groups.reduce((sum, group) => sum + group.count, 0);
  const shown = groups.slice(0, GROUPS_SHOWN).map(({ application, user, count: some }) => {
    return `${count(some)} of ${inert(application, READABLE.name) || 'unnamed'} (${inert(user, READABLE.name)})`;
  });
  const rest = groups.slice(GROUPS_SHOWN).reduce((sum, group) => sum + group.count, 0);
  const told = [...shown, ...(rest > 0 ? [`${count(rest)} of others`] : [])].join(', ');
  return `*${counted(all, 'session')} would be ended:* ${told}`;
}

function howLong({ estimate, noEstimateReason, rtoSeconds }: KnownPreview): string {
  const objective = rtoSeconds === undefined ? '' : ` · objective ${duration(rtoSeconds * 1_000)}`;
  if (!estimate)
    return `How long it takes is not known${noEstimateReason === undefined ? '' : `: ${inert(noEstimateReason)}`}${objective}`;
  const whose = estimate.from === 'ITEM' ? 'of this item' : 'of other items of its kind';
  return `About ${duration(estimate.durationMs)}, by ${counted(estimate.basedOn, 'past restore')} ${whose}${objective}`;
}
