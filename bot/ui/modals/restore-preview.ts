import { context, section, type Block } from '../blocks.ts';
import { errorSection } from '../error-text.ts';
import { code, inert, pathCode } from '../escape.ts';
import { bytes, counted, duration, instant } from '../format.ts';
import type { ErrorView, PersonView } from '../views.ts';
import { person } from '../words.ts';
import type { ConflictChoice } from './restore-choices.ts';

/** What a restore would do, as the gateway says; or why that cannot be said yet. */
export type PreviewView =
  | { readonly kind: 'INCOMPLETE'; readonly missing: string }
  | { readonly kind: 'REFUSED'; readonly error: ErrorView }
  | { readonly kind: 'NO_ANSWER' }
  | ({ readonly kind: 'KNOWN' } & KnownPreview);

export interface KnownPreview {
  readonly itemName: string;
  readonly takenAt: string;
  readonly pointWarnings: number;
  readonly targetPath: string;
  readonly inPlace: boolean;
  /** How many paths were chosen; absent for all of it. */
  readonly paths?: number | undefined;
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
  const { takenAt, targetPath, pointWarnings, inTheWayOf } = preview;
  return [
    `• ${what(preview)} as of ${instant(takenAt)} will be at ${pathCode(targetPath)}`,
    `• ${whatIsThere(preview)}`,
    `• ${howLong(preview)}`,
    isDangerous(preview) ? '• ⚠️ *That is where the item lives: its data of now is replaced*' : undefined,
    pointWarnings > 0 ? `• ⚠️ The point lacks what could not be read: ${counted(pointWarnings, 'warning')}` : undefined,
    inTheWayOf
      ? `• ⛔ Another restore there is open (asked for by ${person(inTheWayOf)}): this one would be refused`
      : undefined,
  ];
}

/** Whether live data is replaced. */
export function isDangerous({ inPlace, conflict }: Pick<KnownPreview, 'inPlace' | 'conflict'>): boolean {
  return inPlace && conflict === 'REPLACE';
}

function what({ itemName, paths, sizeBytes, files }: KnownPreview): string {
  if (paths !== undefined) return `${counted(paths, 'chosen path')} of ${code(itemName)}`;
  const amount = [
    sizeBytes === undefined ? undefined : bytes(sizeBytes),
    files === undefined ? undefined : counted(files, 'file'),
  ];
  const known = amount.filter((part) => part !== undefined).join(', ');
  return `All of ${code(itemName)}${known === '' ? '' : ` (${known})`}`;
}

function whatIsThere({ conflict, keepReplacedDays }: KnownPreview): string {
  const rules: Record<ConflictChoice, string> = {
    FAIL_IF_EXISTS: 'If anything is there, nothing is touched and the restore fails',
    KEEP_BOTH: 'What is there stays; what is restored gets another name beside it',
    REPLACE: `What is there is replaced, and kept beside it for ${counted(keepReplacedDays, 'day')}; the result says where`,
  };
  return rules[conflict];
}

function howLong({ estimate, noEstimateReason, rtoSeconds }: KnownPreview): string {
  const objective = rtoSeconds === undefined ? '' : ` · objective ${duration(rtoSeconds * 1_000)}`;
  if (!estimate)
    return `How long it takes is not known${noEstimateReason === undefined ? '' : `: ${inert(noEstimateReason)}`}${objective}`;
  const whose = estimate.from === 'ITEM' ? 'of this item' : 'of other items of its kind';
  return `About ${duration(estimate.durationMs)}, by ${counted(estimate.basedOn, 'past restore')} ${whose}${objective}`;
}
