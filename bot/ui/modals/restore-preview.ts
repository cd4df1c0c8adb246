import { context, section, type Block } from '../blocks.ts';
import { errorSection } from '../error-text.ts';
import { code, inert, pathCode } from '../escape.ts';
import { bytes, count, counted, duration, instant } from '../format.ts';
import { READABLE } from '../limits.ts';
import type { ErrorView, PersonView } from '../views.ts';
import { person } from '../words.ts';
import type { ConflictChoice } from './restore-choices.ts';
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

/** What stands where the restore would land, with the sessions that it would end; or why that is not known. */
export type AtTargetView =
  | { readonly known: true; readonly exists: boolean; readonly sessions: readonly SessionGroupView[] }
  | { readonly known: false; readonly why: string };

export interface KnownPreview {
  readonly itemName: string;
  readonly takenAt: string;
  readonly pointWarnings: number;
  /** A path, or the URL of a server or of a database on it. */
  readonly place: string;
  readonly inPlace: boolean;
  readonly lands: LandsAs;
  /** How many paths were chosen; absent for all of it. */
  readonly paths?: number | undefined;
  /** One of the point, and tables of it as SQL writes them; absent for all of it. */
  readonly database?: string | undefined;
  readonly tables?: readonly string[] | undefined;
  /** What is there now; absent while it is being looked at. */
  readonly atTarget?: AtTargetView | undefined;
  readonly conflict: ConflictChoice;
  readonly keepReplacedDays: number;
  readonly sizeBytes?: number | undefined;
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
      return [section('*What pressing the button does*', ...knownLines(preview))];
  }
}

function knownLines(preview: KnownPreview): (string | undefined)[] {
  const { takenAt, place, pointWarnings, inTheWayOf, atTarget } = preview;
  return [
    `• ${what(preview)} as of ${instant(takenAt)} will be at ${pathCode(place)}`,
    `• ${whatBecomesOfIt(preview)}`,
    `• ${whatIsThere(preview)}`,
    `• ${howLong(preview)}`,
    dangerLine(preview),
    atTarget?.known === true && atTarget.sessions.length > 0 ? `• ⚠️ ${sessionsLine(atTarget.sessions)}` : undefined,
    pointWarnings > 0 ? `• ⚠️ The point lacks what could not be read: ${counted(pointWarnings, 'warning')}` : undefined,
    inTheWayOf
      ? `• ⛔ Another restore there is open (asked for by ${person(inTheWayOf)}): this one would be refused`
      : undefined,
  ];
}

/** What is said where live data is replaced: the item's own, or something else that was found there. */
function dangerLine({ inPlace, conflict, atTarget, lands }: KnownPreview): string | undefined {
  if (conflict !== 'REPLACE') return undefined;
  const isThere = atTarget?.known === true ? atTarget.exists : inPlace;
  if (!isThere) return undefined;
  if (inPlace) return '• ⚠️ *That is where the item lives: its data of now is replaced*';
  return `• ⚠️ *${FOUND_THERE[lands]}*`;
}

const FOUND_THERE: Record<LandsAs, string> = {
  FILES: 'Something else is there, and is replaced',
  DATABASES: 'Another database of that name is there, and is replaced',
  TABLES: 'Tables of that name are in that other database, and are replaced',
};

function what({ itemName, paths, database, tables, sizeBytes, files }: KnownPreview): string {
  const item = code(itemName);
  if (paths !== undefined) return `${counted(paths, 'chosen path')} of ${item}`;
  const amount = [
    sizeBytes === undefined ? undefined : bytes(sizeBytes),
    files === undefined ? undefined : counted(files, 'file'),
  ];
  const known = amount.filter((part) => part !== undefined).join(', ');
  const size = known === '' ? '' : ` (${known})`;
  if (database === undefined) return `All of ${item}${size}`;
  const whose = `database ${code(database)} of ${item}`;
  return tables ? `${someTables(tables)} of ${whose}${size}` : `The ${whose}${size}`;
}

const TABLES_SHOWN = 3;

function someTables(tables: readonly string[]): string {
  const shown = tables.slice(0, TABLES_SHOWN).map((table) => code(table));
  const more = tables.length - shown.length;
  const names = [...shown, ...(more > 0 ? [`${count(more)} more`] : [])];
  const last = names.pop() ?? '';
  return `${tables.length === 1 ? 'Table' : 'Tables'} ${names.length === 0 ? last : `${names.join(', ')} and ${last}`}`;
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

function whatIsThere({ atTarget, conflict }: KnownPreview): string {
  if (!atTarget) return 'What is there now is being looked at…';
  if (!atTarget.known) return `What is there now is not known: ${inert(atTarget.why)}`;
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
