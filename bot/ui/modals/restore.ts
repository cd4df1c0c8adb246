import { context, plainText, type Block, type SlackMessage } from '../blocks.ts';
import { pointBlockId, RESTORE } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { startedAnswer } from '../answers/started.ts';
import type { JobView } from '../views.ts';
import { externalSelect, input, option, radioButtons, startingWith, type Input, type ModalView } from './inputs.ts';
import type { RestoreChoices } from './restore-choices.ts';
import { previewBlocks, type PreviewView } from './restore-preview.ts';

export interface RestoreModalView {
  readonly metadata: string;
  readonly choices: RestoreChoices;
  /** Whether files and folders can be picked out of this kind of item. */
  readonly canPickPaths: boolean;
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
    ...(choices.item ? dependentInputs(view, choices.item.id) : []),
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
    { blockId: RESTORE.item, label: 'Item', dispatches: true },
    externalSelect(RESTORE.item, 'Type a part of its name', chosen),
  );
}

function dependentInputs(view: RestoreModalView, itemId: string): (Block | Input)[] {
  const { choices, canPickPaths } = view;
  const chosen = choices.point && option(choices.point.id, choices.point.label);
  const pointInput = input(
    {
      blockId: pointBlockId(itemId),
      label: 'Recovery point',
      hint: 'Newest first. Type a day, as 2026-11-22, to see those of that day.',
      dispatches: true,
    },
    externalSelect(RESTORE.point, 'When', chosen),
  );
  return [pointInput, ...(canPickPaths ? scopeInputs(choices) : []), ...targetInputs(choices), conflictInput(choices)];
}

function scopeInputs({ paths }: RestoreChoices): Input[] {
  const scope = input(
    { blockId: RESTORE.scope, label: 'What of it', dispatches: true },
    radioButtons(
      RESTORE.scope,
      [option('ALL', 'All of it'), option('PATHS', 'Chosen files and folders')],
      paths === undefined ? 'ALL' : 'PATHS',
    ),
  );
  if (paths === undefined) return [scope];
  const chosen = input(
    {
      blockId: RESTORE.paths,
      label: 'Files and folders',
      hint: 'One a line, as they are inside the item, without a slash in front: reports/2026.csv',
      dispatches: false,
    },
    {
      type: 'plain_text_input',
      action_id: RESTORE.paths,
      multiline: true,
      max_length: LIMITS.inputText,
      placeholder: plainText('reports/2026.csv'),
      ...startingWith(paths.join('\n')),
    },
  );
  return [scope, chosen];
}

function targetInputs({ targetPath }: RestoreChoices): Input[] {
  const target = input(
    { blockId: RESTORE.target, label: 'Where to', dispatches: true },
    radioButtons(
      RESTORE.target,
      [option('ORIGINAL', 'Where it was'), option('OTHER', 'Another place')],
      targetPath === undefined ? 'ORIGINAL' : 'OTHER',
    ),
  );
  if (targetPath === undefined) return [target];
  const path = input(
    {
      blockId: RESTORE.targetPath,
      label: 'Path',
      hint: 'Absolute, on the machine of the item’s site. Press Enter in it to see what would happen.',
      dispatches: true,
    },
    {
      type: 'plain_text_input',
      action_id: RESTORE.targetPath,
      multiline: false,
      max_length: LIMITS.inputText,
      placeholder: plainText('/srv/restored'),
      ...startingWith(targetPath),
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
    },
  );
  return [target, path];
}

function conflictInput({ conflict }: RestoreChoices): Input {
  return input(
    { blockId: RESTORE.conflict, label: 'If something is there', dispatches: true },
    radioButtons(
      RESTORE.conflict,
      [
        option('FAIL_IF_EXISTS', 'Stop and touch nothing'),
        option('KEEP_BOTH', 'Keep both', 'What is restored gets another name beside it.'),
        option('REPLACE', 'Replace it', 'What was there is kept for some days; the result says where.'),
      ],
      conflict,
    ),
  );
}
