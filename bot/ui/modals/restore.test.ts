import { expect, test } from 'vitest';
import { RESTORE } from '../ids.ts';
import { allOf } from '../listed.ts';
import { LIMITS } from '../limits.ts';
import type { Input, ModalView } from './inputs.ts';
import { NO_CHOICES, NO_OPTION, readRestoreChoices, type RestoreChoices } from './restore-choices.ts';
import { fitting, whatIsMissing, type RestoreOffers } from './restore-offers.ts';
import type { KnownPreview, PreviewView } from './restore-preview.ts';
import { loadingModal, restoreModal } from './restore.ts';

const ITEM = { id: 'itm_0199b2c3d4e5f60718293a4b5c6d7e8f', label: 'orders' };
const POINT = { id: 'rpt_0199b2c3d4e5f60718293a4b5c6d7e8f', label: 'Sun, 22 Nov 2026, 15:03 · 2.8 GB' };
const CHOSEN: RestoreChoices = { item: ITEM, point: POINT, conflict: 'FAIL_IF_EXISTS' };
const FILES: RestoreOffers = { picks: 'PATHS', otherTargets: ['PATH'] };
const SHOP = { name: 'shop', sizeBytes: 300, tableCount: 14, tables: ['public.customers', '"Sales"."Orders"'] };
const ONE: RestoreOffers = { picks: 'TABLES', otherTargets: ['DATABASE', 'FILES'], databases: [SHOP] };
const SEVERAL: RestoreOffers = { ...ONE, databases: [SHOP, { name: 'ledger', tableCount: 0, tables: [] }] };
const UNKNOWN: RestoreOffers = { ...ONE, databases: undefined };
const KNOWN: { kind: 'KNOWN' } & KnownPreview = {
  kind: 'KNOWN',
  itemName: 'orders',
  takenAt: '2026-11-22T14:03:20Z',
  pointWarnings: 3,
  place: '/srv/orders',
  inPlace: true,
  lands: 'FILES',
  conflict: 'REPLACE',
  keepReplacedDays: 7,
  sizeBytes: 2_800_000_000,
  sizeOf: 'FILES',
  files: 3_412,
  estimate: { durationMs: 245_000, basedOn: 5, from: 'ITEM' },
  rtoSeconds: 3_600,
  inTheWayOf: { slackUserId: 'U0ADA', name: 'Ada' },
};

function modal(
  choices: RestoreChoices,
  { preview = KNOWN, offers = FILES }: { preview?: PreviewView; offers?: RestoreOffers } = {},
): ModalView {
  return restoreModal({ metadata: '{}', choices, offers, preview });
}

function inputs({ blocks }: ModalView): Input[] {
  return blocks.filter((block) => block.type === 'input');
}

/** The questions that are asked, by what they ask. */
const asked = (view: ModalView) => inputs(view).map(({ element }) => element.action_id);

/** The options of a question, as they read. */
function optionsOf(view: ModalView, actionId: string): string[] {
  const element = inputs(view).find((block) => block.element.action_id === actionId)?.element;
  return element?.type === 'radio_buttons'
    ? element.options.map(({ text, description }) => [text.text, description?.text].filter(Boolean).join(': '))
    : [];
}

test('a question is asked once what it depends on is chosen', () => {
  expect(asked(modal(NO_CHOICES))).toEqual([RESTORE.item]);
  const always = [RESTORE.item, RESTORE.point, RESTORE.scope, RESTORE.target, RESTORE.conflict];
  expect(asked(modal(CHOSEN))).toEqual(always);
  expect(asked(modal({ ...CHOSEN, paths: [], targetPath: '' }))).toEqual([
    ...always.slice(0, 3),
    RESTORE.paths,
    RESTORE.target,
    RESTORE.targetPath,
    RESTORE.conflict,
  ]);
  expect(asked(modal(CHOSEN, { offers: { picks: 'NONE', otherTargets: [] } }))).not.toContain(RESTORE.scope);
});

test('of databases one or some tables are chosen, and which one is asked for where there are several', () => {
  const scope = (offers: RestoreOffers) => optionsOf(modal(CHOSEN, { offers }), RESTORE.scope);
  expect(scope(FILES)).toEqual(['All of it', 'Chosen files and folders']);
  expect(scope(ONE)).toEqual(['All of it', 'Chosen tables']);
  expect(scope(SEVERAL)).toEqual(['All of it', 'One database', 'Chosen tables']);
  expect(scope(UNKNOWN)).toEqual(scope(SEVERAL));
  const tables = (offers: RestoreOffers) =>
    asked(modal(fitting({ ...CHOSEN, tables: [] }, offers), { offers })).slice(3, -2);
  expect(tables(ONE)).toEqual([RESTORE.tables]);
  expect(tables(SEVERAL)).toEqual([RESTORE.database, RESTORE.tables]);
});

test('a database whose name the store does not know is typed', () => {
  const element = (offers: RestoreOffers) =>
    inputs(modal({ ...CHOSEN, database: 'shop' }, { offers })).find(
      (block) => block.element.action_id === RESTORE.database,
    )?.element;
  expect(element(SEVERAL)).toMatchObject({ type: 'external_select', initial_option: { value: 'shop' } });
  expect(element(UNKNOWN)).toMatchObject({ type: 'plain_text_input', initial_value: 'shop' });
});

test('the question for tables names a few of the database and how many more there are', () => {
  const hint = (choices: Partial<RestoreChoices>, offers: RestoreOffers) =>
    inputs(modal({ ...CHOSEN, tables: [], ...choices }, { offers })).find(
      (block) => block.element.action_id === RESTORE.tables,
    )?.hint?.text;
  const few = 'The point has public.customers, "Sales"."Orders" and 12 more.';
  expect(hint({}, ONE)).toContain(few);
  expect(hint({ database: 'shop' }, SEVERAL)).toContain(few);
  for (const other of [hint({ database: '' }, SEVERAL), hint({ database: 'ledger' }, SEVERAL), hint({}, UNKNOWN)]) {
    expect(other).toContain('as SQL writes them');
    expect(other).not.toContain('The point has');
  }
});

test('only places are offered that the kind has for what is chosen', () => {
  const targets = (choices: Partial<RestoreChoices>, offers: RestoreOffers) =>
    optionsOf(modal({ ...CHOSEN, ...choices }, { offers }), RESTORE.target).slice(1);
  expect(targets({}, FILES)).toEqual(['Another place']);
  expect(targets({}, ONE)).toEqual(['Another database: Of the same server.', 'As files in a folder']);
  expect(targets({}, SEVERAL)).toEqual(['As files in a folder']);
  expect(targets({ database: 'shop' }, SEVERAL)).toEqual([
    'Another database: Of the same server.',
    'As files in a folder',
  ]);
  expect(targets({ tables: [] }, ONE)).toEqual(['Another database: Of the same server.']);
});

test('what becomes of what is there is said as it happens to files, to databases and to tables', () => {
  const rules = (choices: Partial<RestoreChoices>, offers: RestoreOffers) =>
    optionsOf(modal({ ...CHOSEN, ...choices }, { offers }), RESTORE.conflict);
  const texts = [rules({}, FILES), rules({}, ONE), rules({ tables: [] }, ONE)];
  expect(texts).toMatchInlineSnapshot(`
    [
      [
        "Stop and touch nothing",
        "Keep both: What is restored gets another name beside it.",
        "Replace it: What was there is kept for some days; the result says where.",
      ],
      [
        "Stop and touch nothing",
        "Keep both: What is restored becomes a database of another name.",
        "Replace it: All its sessions end; it is kept as another database for some days.",
      ],
      [
        "Stop and touch nothing",
        "Keep both: The restored tables go into a schema of their own.",
        "Replace them: The tables that are there are kept in a schema of their own for some days.",
      ],
    ]
  `);
  expect(rules({ targetPath: '' }, ONE)).toEqual(rules({}, FILES));
  expect(JSON.stringify(texts)).not.toContain('…');
});

test('a question whose options change is another block, since Slack keeps what was chosen in a block that stays', () => {
  const ids = (choices: Partial<RestoreChoices>, offers: RestoreOffers) =>
    Object.fromEntries(
      inputs(modal({ ...CHOSEN, ...choices }, { offers })).map((each) => [each.element.action_id, each.block_id]),
    );
  const [one, several, tables] = [ids({}, ONE), ids({}, SEVERAL), ids({ tables: [] }, ONE)];
  expect(several[RESTORE.scope]).not.toBe(one[RESTORE.scope]);
  expect(several[RESTORE.target]).not.toBe(one[RESTORE.target]);
  expect(tables[RESTORE.conflict]).not.toBe(one[RESTORE.conflict]);
  const other = ids({ item: { id: 'itm_other', label: 'other' } }, ONE);
  const kept = Object.values(other).filter((id) => Object.values(one).includes(id));
  expect(kept).toEqual([RESTORE.item]);
});

test('what the item or its point does not leave to choose is let go, and what is missing is said', () => {
  const all: RestoreChoices = {
    ...CHOSEN,
    tables: ['orders'],
    database: 'shop',
    targetDatabase: 'x',
    conflict: 'REPLACE',
  };
  expect(fitting(all, SEVERAL)).toEqual(all);
  expect(fitting(all, ONE)).toEqual({ ...all, database: undefined });
  expect(fitting(all, FILES)).toEqual({ ...CHOSEN, conflict: 'REPLACE' });
  expect(fitting({ ...CHOSEN, targetDatabase: 'x' }, SEVERAL)).toEqual(CHOSEN);
  expect(fitting({ ...CHOSEN, tables: [], targetPath: '/x' }, ONE)).toEqual({ ...CHOSEN, tables: [] });
  expect(fitting({ ...CHOSEN, paths: ['a'], targetPath: '/x' }, ONE)).toEqual({ ...CHOSEN, targetPath: '/x' });
  const missing = (choices: Partial<RestoreChoices>) => whatIsMissing(fitting({ ...CHOSEN, ...choices }, SEVERAL));
  expect(missing({ point: undefined })).toContain('no recovery point');
  expect(missing({ database: '' })).toBe('Choose which database.');
  expect(missing({ tables: ['x'] })).toBe('Choose which database.');
  expect(missing({ database: 'shop', tables: [] })).toBe('Type which tables.');
  expect(missing({ database: 'shop', targetDatabase: '' })).toBe('Type the name of the other database.');
  expect(missing({ database: 'shop', tables: ['x'], targetDatabase: 'y' })).toBeUndefined();
});

test.each<[RestoreOffers, Partial<RestoreChoices>]>([
  [FILES, {}],
  [FILES, { paths: ['a b', ' c '], targetPath: '/srv/x', conflict: 'KEEP_BOTH' }],
  [ONE, { tables: ['orders', '"A b"'], targetDatabase: 'x', conflict: 'REPLACE' }],
  [ONE, { targetPath: '/srv/dumps' }],
  [SEVERAL, { database: 'ledger', targetDatabase: 'ledger then' }],
  [SEVERAL, { database: '', tables: [] }],
  [UNKNOWN, { database: 'typed', tables: ['x'] }],
])('what is chosen in the modal is read back as it was shown: %#', (offers, chosen) => {
  const choices = { ...CHOSEN, ...chosen };
  expect(readRestoreChoices(stateOf(modal(choices, { offers })))).toEqual(choices);
});

test('what chooses nothing is no choice, nor is what was chosen for another item', () => {
  const none = { selected_option: { value: NO_OPTION, text: { text: 'Holdfast does not answer' } } };
  expect(readRestoreChoices({ [RESTORE.item]: { [RESTORE.item]: none } }).item).toBeUndefined();
  const state = stateOf(modal({ ...CHOSEN, paths: ['x'], targetPath: '/x', conflict: 'REPLACE' }));
  const other = { selected_option: { value: 'itm_other', text: { text: 'other' } } };
  expect(readRestoreChoices({ ...state, [RESTORE.item]: { [RESTORE.item]: other } })).toEqual({
    ...NO_CHOICES,
    item: { id: 'itm_other', label: 'other' },
  });
});

test('no name of a database reads as no choice', () => {
  const choices = { ...CHOSEN, database: NO_OPTION.slice(0, 63) };
  expect(readRestoreChoices(stateOf(modal(choices, { offers: SEVERAL }))).database).toBe(choices.database);
});

const REFUSAL = { code: 'X', message: 'No.', cause: 'So.', remedy: 'Do.', retryable: false, fault: 'USER' } as const;

test.each(['<!channel>', '`*_~', '\n'.repeat(9), '&'.repeat(10_000), '😀'.repeat(5_000), '\u202e\0'])(
  '%.20j stays within Slack’s limits wherever the modal shows it',
  (text) => {
    const chosen = { item: { id: ITEM.id, label: text }, point: { id: POINT.id, label: text } };
    const files: RestoreChoices = { ...chosen, paths: [text], targetPath: text, conflict: 'REPLACE' };
    const tables: RestoreChoices = {
      ...chosen,
      database: text,
      tables: [text],
      targetDatabase: text,
      conflict: 'KEEP_BOTH',
    };
    const offers = { ...SEVERAL, databases: [{ name: text, tableCount: 9, tables: [text, text, text] }, SHOP] };
    const error = { ...REFUSAL, message: text, cause: text, remedy: text };
    const sessions = Array.from({ length: 50 }, () => ({ application: text, user: text, count: 1 }));
    const atTarget = { kind: 'SEEN', exists: true, sessions } as const;
    const preview = { ...KNOWN, itemName: text, place: text, noEstimateReason: text, estimate: undefined };
    const many = Array.from({ length: 1_000 }, () => text);
    const views = [
      loadingModal(text.slice(0, 100)),
      modal(files, { preview: { ...preview, atTarget: { kind: 'UNKNOWN', why: text } } }),
      modal(files, { preview: { ...preview, paths: allOf(many), atTarget: { kind: 'FAILS', error } } }),
      modal(tables, { offers, preview: { ...preview, database: text, tables: allOf(many), atTarget } }),
      modal(tables, { offers, preview: { ...preview, lands: 'DATABASES', sizeOf: 'DUMPS', databases: many } }),
      modal(tables, { offers: UNKNOWN, preview: { kind: 'REFUSED', error } }),
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
    if (block.type === 'input') expectInputWithinLimits(block);
  }
}

function expectInputWithinLimits({ block_id, hint, element }: Input): void {
  expect(block_id.length).toBeLessThanOrEqual(LIMITS.blockId);
  expect(hint?.text.length ?? 0).toBeLessThanOrEqual(LIMITS.hint);
  const text = element.type === 'external_select' ? (element.initial_option?.text.text ?? 'x') : 'x';
  expect(text.length).toBeLessThanOrEqual(LIMITS.optionText);
  expect(text.length).toBeGreaterThan(0);
  if (element.type === 'plain_text_input') {
    expect(element.initial_value?.length ?? 0).toBeLessThanOrEqual(LIMITS.inputText);
  }
}

/** What Slack sends of a modal in which nobody touched anything. */
function stateOf(view: ModalView) {
  return Object.fromEntries(
    inputs(view).map(({ block_id, element }) => {
      const state =
        element.type === 'plain_text_input'
          ? { value: element.initial_value }
          : { selected_option: element.initial_option };
      return [block_id, { [element.action_id]: state }];
    }),
  );
}
