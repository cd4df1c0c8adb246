import { expect, test } from 'vitest';
import { pointBlockId, RESTORE } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import type { ErrorView } from '../views.ts';
import type { Input, ModalView } from './inputs.ts';
import { NO_CHOICES, NO_OPTION, readRestoreChoices, type RestoreChoices } from './restore-choices.ts';
import { noAnswerError, refusedErrors } from './restore-errors.ts';
import type { PreviewView } from './restore-preview.ts';
import { loadingModal, restoreModal } from './restore.ts';

const ITEM = { id: 'itm_0199b2c3d4e5f60718293a4b5c6d7e8f', label: 'orders' };
const POINT = { id: 'rpt_0199b2c3d4e5f60718293a4b5c6d7e8f', label: 'Sun, 22 Nov 2026, 15:03 · 2.8 GB' };
const CHOSEN: RestoreChoices = { item: ITEM, point: POINT, conflict: 'FAIL_IF_EXISTS' };
const KNOWN: PreviewView = {
  kind: 'KNOWN',
  itemName: 'orders',
  takenAt: '2026-11-22T14:03:20Z',
  pointWarnings: 3,
  targetPath: '/srv/orders',
  inPlace: true,
  conflict: 'REPLACE',
  keepReplacedDays: 7,
  sizeBytes: 2_800_000_000,
  files: 3_412,
  estimate: { durationMs: 245_000, basedOn: 5, from: 'ITEM' },
  rtoSeconds: 3_600,
  inTheWayOf: { slackUserId: 'U0ADA', name: 'Ada' },
};

function modal(choices: RestoreChoices, preview: PreviewView = KNOWN, canPickPaths = true): ModalView {
  return restoreModal({ metadata: '{}', choices, canPickPaths, preview });
}

function inputs({ blocks }: ModalView): Input[] {
  return blocks.filter((block) => block.type === 'input');
}

const idsOf = (view: ModalView) => inputs(view).map((block) => block.block_id);

test('a question is asked once what it depends on is chosen', () => {
  expect(idsOf(modal(NO_CHOICES))).toEqual([RESTORE.item]);
  const always = [RESTORE.item, pointBlockId(ITEM.id), RESTORE.scope, RESTORE.target, RESTORE.conflict];
  expect(idsOf(modal(CHOSEN))).toEqual(always);
  expect(idsOf(modal({ ...CHOSEN, paths: [], targetPath: '' }))).toEqual([
    ...always.slice(0, 3),
    RESTORE.paths,
    RESTORE.target,
    RESTORE.targetPath,
    RESTORE.conflict,
  ]);
  expect(idsOf(modal(CHOSEN, KNOWN, false))).not.toContain(RESTORE.scope);
});

test('the preview says what, how much, where to, what happens to what is there, how long, and what is to be feared', () => {
  expect(modal({ ...CHOSEN, conflict: 'REPLACE' }).blocks.at(-1)).toMatchInlineSnapshot(`
    {
      "text": {
        "text": "*What pressing the button does*
    • All of \`orders\` (2.8 GB, 3,412 files) as of <!date^1795356200^{date_short_pretty} {time}|2026-11-22 14:03 UTC> will be at \`/srv/orders\`
    • What is there is replaced, and kept beside it for 7 days; the result says where
    • About 4 min 5 s, by 5 past restores of this item · objective 1 h
    • ⚠️ *That is where the item lives: its data of now is replaced*
    • ⚠️ The point lacks what could not be read: 3 warnings
    • ⛔ Another restore there is open (asked for by <@U0ADA>): this one would be refused",
        "type": "mrkdwn",
        "verbatim": true,
      },
      "type": "section",
    }
  `);
});

test('chosen paths and a missing estimate are said as what they are', () => {
  const preview: PreviewView = {
    ...KNOWN,
    paths: 2,
    conflict: 'KEEP_BOTH',
    inPlace: false,
    sizeBytes: undefined,
    estimate: undefined,
    noEstimateReason: 'The size of chosen paths is not known beforehand.',
  };
  expect(JSON.stringify(modal(CHOSEN, preview).blocks.at(-1))).toContain('2 chosen paths of `orders`');
  expect(JSON.stringify(modal(CHOSEN, preview).blocks.at(-1))).toContain('How long it takes is not known: The size');
  expect(JSON.stringify(modal(CHOSEN, preview).blocks.at(-1))).not.toContain('That is where the item lives');
});

test('what is chosen in the modal is read back as it was shown', () => {
  const choices: RestoreChoices = { ...CHOSEN, paths: ['a b', ' c '], targetPath: '/srv/x', conflict: 'KEEP_BOTH' };
  const state = Object.fromEntries(inputs(modal(choices)).map(({ block_id, element }) => [block_id, stateOf(element)]));
  expect(readRestoreChoices(state)).toEqual(choices);
});

test('what chooses nothing is no choice, nor is the point of another item', () => {
  const none = { selected_option: { value: NO_OPTION, text: { text: 'Holdfast does not answer' } } };
  expect(readRestoreChoices({ [RESTORE.item]: { [RESTORE.item]: none } }).item).toBeUndefined();
  const item = { selected_option: { value: ITEM.id, text: { text: 'orders' } } };
  const point = { selected_option: { value: POINT.id, text: { text: 'then' } } };
  const state = { [RESTORE.item]: { [RESTORE.item]: item }, [pointBlockId('itm_other')]: { [RESTORE.point]: point } };
  expect(readRestoreChoices(state)).toMatchObject({ item: ITEM, point: undefined, conflict: 'FAIL_IF_EXISTS' });
});

const REFUSAL = { code: 'X', message: 'No.', cause: 'So.', remedy: 'Do.', retryable: false, fault: 'USER' } as const;

test.each<[string, Partial<ErrorView> & { __typename: string; issues?: { path: string; message: string }[] }, string]>([
  ['a wrong path', { __typename: 'InvalidInput', issues: [{ path: 'paths.1', message: 'is wrong' }] }, RESTORE.paths],
  [
    'a wrong place',
    { __typename: 'InvalidInput', issues: [{ path: 'target.path', message: 'x' }] },
    RESTORE.targetPath,
  ],
  [
    'a wrong rule',
    { __typename: 'InvalidInput', issues: [{ path: 'target.conflict', message: 'x' }] },
    RESTORE.conflict,
  ],
  ['a point that is gone', { __typename: 'NotFound' }, pointBlockId(ITEM.id)],
  ['a place that is taken', { __typename: 'Conflict', code: 'JOB_RUNNING' }, RESTORE.targetPath],
  ['a role that is missing', { __typename: 'NotAuthorized' }, RESTORE.item],
  ['anything else', { __typename: 'Conflict', code: 'NEW' }, RESTORE.item],
])('%s is said beside its question', (_, refusal, blockId) => {
  const choices = { ...CHOSEN, paths: ['x'], targetPath: '/x' };
  expect(Object.keys(refusedErrors(choices, { ...REFUSAL, ...refusal }))).toEqual([blockId]);
});

test('an error of a question that is not shown is said beside the first', () => {
  const issues = [{ path: 'paths.0', message: 'is wrong' }];
  expect(refusedErrors(CHOSEN, { ...REFUSAL, __typename: 'InvalidInput', issues })).toEqual({
    [RESTORE.item]: 'This is wrong.',
  });
});

test('without an answer nothing is claimed that is not certain', () => {
  expect(noAnswerError({ mayBeDone: true })[RESTORE.item]).not.toContain('Nothing was started');
  expect(noAnswerError({ mayBeDone: false })[RESTORE.item]).toContain('Nothing was started');
});

test.each(['<!channel>', '`*_~', '\n'.repeat(9), '&'.repeat(10_000), '😀'.repeat(5_000), '\u202e\0'])(
  '%.20j stays within Slack’s limits wherever the modal shows it',
  (text) => {
    const choices = {
      item: { id: ITEM.id, label: text },
      point: { id: POINT.id, label: text },
      paths: [text],
      targetPath: text,
    };
    const error = { ...REFUSAL, message: text, cause: text, remedy: text };
    const views = [
      loadingModal(text.slice(0, 100)),
      modal(
        { ...choices, conflict: 'REPLACE' },
        { ...KNOWN, itemName: text, targetPath: text, noEstimateReason: text },
      ),
      modal({ ...choices, conflict: 'KEEP_BOTH' }, { kind: 'REFUSED', error }),
    ];
    for (const view of views) expectWithinLimits(view);
  },
);

function expectWithinLimits(view: ModalView): void {
  expect(view.blocks.length).toBeLessThanOrEqual(LIMITS.viewBlocks);
  expect(view.title.text.length).toBeLessThanOrEqual(LIMITS.viewTitle);
  expect(view.submit?.text.length ?? 0).toBeLessThanOrEqual(LIMITS.viewButton);
  for (const block of view.blocks) {
    if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(LIMITS.sectionText);
    if (block.type === 'section' && block.text.type === 'mrkdwn') expect(block.text.text).not.toContain('<!channel>');
    if (block.type !== 'input') continue;
    expect(block.block_id.length).toBeLessThanOrEqual(LIMITS.blockId);
    const { element } = block;
    const texts = element.type === 'external_select' ? [element.initial_option?.text.text ?? 'x'] : ['x'];
    for (const each of texts) {
      expect(each.length).toBeLessThanOrEqual(LIMITS.optionText);
      expect(each.length).toBeGreaterThan(0);
    }
    if (element.type === 'plain_text_input') {
      expect(element.initial_value?.length ?? 0).toBeLessThanOrEqual(LIMITS.inputText);
    }
  }
}

function stateOf(element: Input['element']) {
  const state =
    element.type === 'plain_text_input'
      ? { value: element.initial_value }
      : { selected_option: element.initial_option };
  return { [element.action_id]: state };
}
