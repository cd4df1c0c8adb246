import type { GatewaySession } from '../gateway/client.ts';
import { GatewayFailure } from '../gateway/failure.ts';
import {
  RestoreItemDocument,
  RestorePreviewDocument,
  type PointPartsFragment,
  type RestorePreviewQuery,
} from '../gateway/operations.generated.ts';
import { personView } from '../gateway/job-view.ts';
import type { ModalView } from '../ui/modals/inputs.ts';
import { restoreModal } from '../ui/modals/restore.ts';
import type { RestoreChoices } from '../ui/modals/restore-choices.ts';
import { pointOption, type PointView } from '../ui/modals/restore-point.ts';
import type { PreviewView } from '../ui/modals/restore-preview.ts';
import { readMetadata } from './payloads.ts';

export interface RestoreForm {
  readonly choices: RestoreChoices;
  readonly metadata: string;
  readonly note?: string | undefined;
}

/**
 * The restore modal for what is chosen so far: of an item whose point was not chosen yet, its newest; and what would
 * happen.
 * @throws GatewayFailure while the item itself cannot be read
 */
export async function fillRestoreForm(session: GatewaySession, form: RestoreForm): Promise<ModalView> {
  const { item } = form.choices;
  if (!item)
    return restoreModal({
      ...form,
      canPickPaths: false,
      preview: { kind: 'INCOMPLETE', missing: 'Choose what to restore.' },
    });
  const { protectedItem, sourceKinds } = await session.read(RestoreItemDocument, { id: item.id });
  if (!protectedItem) {
    const choices = { ...form.choices, item: undefined, point: undefined };
    return fillRestoreForm(session, { ...form, choices, note: 'That item is not there any more.' });
  }
  const kind = sourceKinds.find((each) => each.kind === protectedItem.kind);
  const choices = withNewestPoint(form, protectedItem.recoveryPoints.nodes[0]);
  return restoreModal({
    ...form,
    choices,
    canPickPaths: kind?.itemLevelRestore === 'PATHS',
    preview: await previewOf(session, choices),
  });
}

/** The input of a preview and of the restore itself. Complete choices alone. */
export function restoreInput({ paths, targetPath, conflict }: RestoreChoices, recoveryPointId: string) {
  return { recoveryPointId, paths, target: { path: targetPath, conflict } };
}

/** A recovery point as the menus show it. */
export function pointView(point: PointPartsFragment): PointView {
  return { ...point, files: point.files ?? undefined };
}

function withNewestPoint({ choices, metadata }: RestoreForm, newest: PointPartsFragment | undefined): RestoreChoices {
  if (choices.point || !newest) return choices;
  const { value, text } = pointOption(pointView(newest), readMetadata(metadata).timeZone);
  return { ...choices, point: { id: value, label: text.text } };
}

async function previewOf(session: GatewaySession, choices: RestoreChoices): Promise<PreviewView> {
  const missing = whatIsMissing(choices);
  if (missing !== undefined || !choices.point) return { kind: 'INCOMPLETE', missing: missing ?? '' };
  try {
    const input = restoreInput(choices, choices.point.id);
    return previewView((await session.read(RestorePreviewDocument, { input })).restorePreview);
  } catch (error) {
    if (error instanceof GatewayFailure && error.reason === 'NO_ANSWER') return { kind: 'NO_ANSWER' };
    throw error;
  }
}

function whatIsMissing({ point, paths, targetPath }: RestoreChoices): string | undefined {
  if (!point) return 'It has no recovery point: there is nothing to restore from.';
  if (paths?.length === 0) return 'Type which files and folders.';
  return targetPath === '' ? 'Type where to restore to.' : undefined;
}

function previewView(preview: RestorePreviewQuery['restorePreview']): PreviewView {
  if (preview.__typename !== 'RestorePreview') return { kind: 'REFUSED', error: preview };
  const { item, recoveryPoint, paths, inTheWay, estimate } = preview;
  return {
    kind: 'KNOWN',
    itemName: item.name,
    takenAt: recoveryPoint.takenAt,
    pointWarnings: recoveryPoint.warningCount,
    targetPath: preview.targetPath,
    inPlace: preview.inPlace,
    paths: paths?.length,
    conflict: preview.conflict,
    keepReplacedDays: preview.keepReplacedDays,
    sizeBytes: preview.sizeBytes ?? undefined,
    files: preview.files ?? undefined,
    estimate: estimate ?? undefined,
    noEstimateReason: preview.noEstimateReason ?? undefined,
    rtoSeconds: item.rtoSeconds ?? undefined,
    inTheWayOf: inTheWay ? personView(inTheWay.requestedBy) : undefined,
  };
}
