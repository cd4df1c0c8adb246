import type { GatewaySession } from '../gateway/client.ts';
import { GatewayFailure } from '../gateway/failure.ts';
import {
  PointDatabasesDocument,
  RestoreItemDocument,
  RestorePreviewDocument,
  type PointPartsFragment,
  type RestoreItemQuery,
  type RestorePreviewInput,
  type RestorePreviewQuery,
} from '../gateway/operations.generated.ts';
import { chosenView, personView, sizeOf } from '../gateway/job-view.ts';
import type { RestoreModalView } from '../ui/modals/restore.ts';
import type { RestoreChoices } from '../ui/modals/restore-choices.ts';
import { fitting, whatIsMissing, type DatabaseView, type RestoreOffers } from '../ui/modals/restore-offers.ts';
import { refusalInWords } from '../ui/modals/input-words.ts';
import { pointOption, type PointView } from '../ui/modals/restore-point.ts';
import type { KnownPreview, PreviewView } from '../ui/modals/restore-preview.ts';
import { landsAs } from '../ui/modals/restore-target.ts';
import { isRebuilt } from '../ui/words.ts';
import { readMetadata } from './payloads.ts';
import { withPreviewed } from './previewed.ts';

export interface RestoreForm {
  readonly choices: RestoreChoices;
  readonly metadata: string;
  readonly note?: string | undefined;
}

/** The form as it is shown. */
export interface FilledForm {
  readonly view: RestoreModalView;
  /** What would be asked for; absent while something is missing or refused. */
  readonly input?: RestorePreviewInput | undefined;
}

const NOTHING: RestoreOffers = { picks: 'NONE', otherTargets: [] };

/**
 * The restore modal for what is chosen so far: of an item whose point was not chosen yet, its newest good one; and what would
 * happen.
 * @throws GatewayFailure while the item itself cannot be read
 */
export async function fillRestoreForm(session: GatewaySession, form: RestoreForm): Promise<FilledForm> {
  const { item } = form.choices;
  if (!item) {
    const preview = { kind: 'INCOMPLETE', missing: 'Choose what to restore.' } as const;
    return { view: { ...form, offers: NOTHING, preview } };
  }
  const found = await session.read(RestoreItemDocument, { id: item.id });
  if (!found.protectedItem) {
    const choices = { ...form.choices, item: undefined, point: undefined };
    return fillRestoreForm(session, { ...form, choices, note: 'That item is not there any more.' });
  }
  const [newest] = found.protectedItem.recoveryPoints.nodes;
  const [good] = found.good.nodes;
  const withPoint = withNewestPoint(form, good ?? newest);
  const note = form.note ?? (form.choices.point ? undefined : noteOnChoice(newest, good));
  const offers = await offersOf(session, found, withPoint);
  const choices = fitting(withPoint, offers);
  const preview = await previewOf(session, choices, offers);
  const input = preview.kind === 'KNOWN' ? previewInput(choices) : undefined;
  const metadata = withPreviewed(form.metadata, input);
  return { view: { ...form, note, metadata, choices, offers, preview }, input };
}

/** The input of a preview and of the restore itself. Complete choices alone. */
export function previewInput(choices: RestoreChoices): RestorePreviewInput {
  const { point, paths, database, tables, targetPath, targetDatabase, conflict } = choices;
  const target = { path: targetPath, database: targetDatabase, conflict };
  return { recoveryPointId: point?.id ?? '', paths, database, tables, target };
}

/** A recovery point as the menus show it. */
export function pointView(point: PointPartsFragment): PointView {
  const { item, damage, suspicion, ...shown } = point;
  const isSuspect = suspicion !== null && suspicion.dismissedAt === null;
  const files = point.files ?? undefined;
  return { ...shown, sizeOf: sizeOf(item.kind), files, damage: damage?.certainty, isSuspect };
}

function withNewestPoint({ choices, metadata }: RestoreForm, newest: PointPartsFragment | undefined): RestoreChoices {
  if (choices.point || !newest) return choices;
  const { value, text } = pointOption(pointView(newest), readMetadata(metadata).timeZone);
  return { ...choices, point: { id: value, label: text.text } };
}

/** Why the point that is chosen for a start is not the newest one, or is one that is damaged. */
function noteOnChoice(
  newest: PointPartsFragment | undefined,
  good: PointPartsFragment | undefined,
): string | undefined {
  if (!newest?.damage) return undefined;
  const what = `The newest recovery point ${newest.damage.certainty === 'SUSPECT' ? 'may be' : 'is'} damaged or gone`;
  return good ? `${what}: the newest good one is chosen.` : `${what}, and there is no good one.`;
}

/** What the item and its point leave to choose. */
async function offersOf(
  session: GatewaySession,
  { protectedItem, sourceKinds }: RestoreItemQuery,
  { point }: RestoreChoices,
): Promise<RestoreOffers> {
  const kind = sourceKinds.find((each) => each.kind === protectedItem?.kind);
  if (!protectedItem || !kind) return NOTHING;
  const offers = { picks: kind.itemLevelRestore, otherTargets: kind.otherTargets };
  if (offers.picks !== 'TABLES' || !point) return offers;
  const only = 'database' in protectedItem.source ? protectedItem.source.database : null;
  const unread = only === null ? undefined : [{ name: only, tables: [] }];
  return { ...offers, databases: (await databasesOf(session, point.id)) ?? unread };
}

/** The databases of a point; undefined where that is not known. */
export async function databasesOf(session: GatewaySession, pointId: string): Promise<DatabaseView[] | undefined> {
  const { recoveryPoint } = await session.read(PointDatabasesDocument, { id: pointId });
  return recoveryPoint?.databases?.map((database) => {
    return { ...database, tables: database.tables.map(({ sqlName }) => sqlName) };
  });
}

async function previewOf(
  session: GatewaySession,
  choices: RestoreChoices,
  offers: RestoreOffers,
): Promise<PreviewView> {
  const missing = whatIsMissing(choices);
  if (missing !== undefined) return { kind: 'INCOMPLETE', missing };
  try {
    const { restorePreview } = await session.read(RestorePreviewDocument, { input: previewInput(choices) });
    if (restorePreview.__typename !== 'RestorePreview') {
      return { kind: 'REFUSED', error: refusalInWords(restorePreview, choices) };
    }
    return { kind: 'KNOWN', ...databasesShown(restorePreview, choices, offers), ...previewFigures(restorePreview) };
  } catch (error) {
    if (error instanceof GatewayFailure && error.reason === 'NO_ANSWER') return { kind: 'NO_ANSWER' };
    throw error;
  }
}

type Previewed = Extract<RestorePreviewQuery['restorePreview'], { __typename: 'RestorePreview' }>;

/** As what it lands, of what its size is, and of all databases of a point which they are. */
function databasesShown({ database }: Previewed, choices: RestoreChoices, offers: RestoreOffers) {
  const lands = landsAs(choices, offers);
  if (offers.picks !== 'TABLES') return { lands, sizeOf: 'FILES' } as const;
  if (database !== null) return { lands, sizeOf: 'TABLES' } as const;
  return { lands, sizeOf: 'DUMPS', databases: offers.databases?.map(({ name }) => name) } as const;
}

/** Of the point itself, or of an earlier one: what was taken after that may be as bad. */
function suspicionOf({ recoveryPoint, item }: Previewed): KnownPreview['suspicion'] {
  const { suspicion, takenAt } = recoveryPoint;
  if (suspicion && suspicion.dismissedAt === null) {
    return { ...suspicion, isEarlier: false, takenAt, lastGoodAt: suspicion.lastGoodPoint?.takenAt };
  }
  const suspect = item.suspectPoint;
  if (!suspect?.suspicion || Date.parse(suspect.takenAt) > Date.parse(takenAt)) return undefined;
  const lastGoodAt = suspect.suspicion.lastGoodPoint?.takenAt;
  return { ...suspect.suspicion, isEarlier: true, takenAt: suspect.takenAt, lastGoodAt };
}

function previewFigures(preview: Previewed) {
  const { item, recoveryPoint, inTheWay } = preview;
  return {
    itemName: item.name,
    takenAt: recoveryPoint.takenAt,
    pointWarnings: recoveryPoint.warningCount,
    isPointRebuilt: isRebuilt(recoveryPoint.job.warnings),
    damage: recoveryPoint.damage ?? undefined,
    suspicion: suspicionOf(preview),
    place: preview.place,
    inPlace: preview.inPlace,
    ...chosenView(preview),
    conflict: preview.conflict,
    keepReplacedDays: preview.keepReplacedDays,
    sizeBytes: preview.sizeBytes ?? undefined,
    files: preview.files ?? undefined,
    estimate: preview.estimate ?? undefined,
    noEstimateReason: preview.noEstimateReason ?? undefined,
    rtoSeconds: item.rtoSeconds ?? undefined,
    inTheWayOf: inTheWay ? personView(inTheWay.requestedBy) : undefined,
  };
}
