import { context, plainText, type Block, type SlackMessage } from '../blocks.ts';
import { blockId, RESTORE } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { startedAnswer } from '../answers/started.ts';
import type { JobView } from '../views.ts';
import { externalSelect, input, option, type Input, type ModalView } from './inputs.ts';
import type { Chosen, RestoreChoices } from './restore-choices.ts';
import type { RestoreOffers } from './restore-offers.ts';
import { previewBlocks, type PreviewView } from './restore-preview.ts';
import { scopeInputs } from './restore-scope.ts';
import { conflictInput, targetInputs } from './restore-target.ts';

export interface RestoreModalView {
  readonly metadata: string;
  readonly choices: RestoreChoices;
  /** What the chosen item and point leave to choose. */
  readonly offers: RestoreOffers;
  /** What someone typed behind the command that is no item. */
  readonly note?: string | undefined;
  readonly preview: PreviewView;
}

/** Shown at once, while what there is to choose is being asked for. */
export function loadingModal(metadata: string): ModalView {
  return frame(metadata, [context('Asking Holdfast what can be restored…')]);
}

/** The questions of a restore, those that depend on others only once they make sense, and what would happen. */
export function restoreModal(view: RestoreModalView): ModalView {
  const { choices, note, preview } = view;
  const label = choices.conflict === 'REPLACE' ? 'Replace and restore' : 'Restore';
  const blocks = [
    ...(note === undefined ? [] : [context(note)]),
    itemInput(choices),
    ...(choices.item ? dependentInputs(view, choices.item) : []),
    ...previewBlocks(preview),
  ];
  return { ...frame(view.metadata, blocks), submit: plainText(label, LIMITS.viewButton) };
}

/** The modal after it did what it was for, or where it cannot go on: something to read and to close. */
export function closingModal({ blocks }: SlackMessage): ModalView {
  return { ...frame('', [...blocks]), close: plainText('Close', LIMITS.viewButton) };
}

/** The modal after the gateway durably took the restore. */
export function restoreStartedModal(view: JobView): ModalView {
  return closingModal(startedAnswer(view));
}

function frame(metadata: string, blocks: (Block | Input)[]): ModalView {
  return {
    type: 'modal',
    callback_id: RESTORE.view,
    title: plainText('Restore', LIMITS.viewTitle),
    close: plainText('Not now', LIMITS.viewButton),
    private_metadata: metadata,
    blocks,
  };
}

function itemInput({ item }: RestoreChoices): Input {
  const chosen = item && option(item.id, item.label);
  return input(
    { blockId: RESTORE.item, label: 'Item' },
    externalSelect(RESTORE.item, 'Type a part of its name', chosen),
  );
}

function dependentInputs(view: RestoreModalView, item: Chosen): Input[] {
  const { choices, offers } = view;
  return [
    pointInput(choices, item),
    ...scopeInputs(choices, offers, item),
    ...targetInputs(choices, offers, item),
    conflictInput(choices, offers, item),
  ];
}

function pointInput({ point }: RestoreChoices, item: Chosen): Input {
  return input(
    {
      blockId: blockId(RESTORE.point, item.id),
      label: 'Recovery point',
      hint: 'Newest first. Type a day, as 2026-11-22, to see those of that day.',
    },
    externalSelect(RESTORE.point, 'When', point && option(point.id, point.label)),
  );
}
