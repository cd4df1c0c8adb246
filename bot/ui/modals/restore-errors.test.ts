import { expect, test } from 'vitest';
import { RESTORE } from '../ids.ts';
import type { ErrorView } from '../views.ts';
import type { Input, ModalView } from './inputs.ts';
import type { RestoreChoices } from './restore-choices.ts';
import { refusalInWords } from './input-words.ts';
import { noAnswerError, refusedErrors, wouldFailErrors } from './restore-errors.ts';
import type { RestoreOffers } from './restore-offers.ts';
import { restoreModal } from './restore.ts';

const CHOSEN: RestoreChoices = {
  item: { id: 'itm_0199b2c3d4e5f60718293a4b5c6d7e8f', label: 'orders' },
  point: { id: 'rpt_0199b2c3d4e5f60718293a4b5c6d7e8f', label: 'Sun, 22 Nov 2026, 15:03 · 2.8 GB' },
  conflict: 'FAIL_IF_EXISTS',
};
const FILES: RestoreOffers = { picks: 'PATHS', otherTargets: ['PATH'] };
const SEVERAL: RestoreOffers = {
  picks: 'TABLES',
  otherTargets: ['DATABASE', 'FILES'],
  databases: [
    { name: 'shop', tables: [] },
    { name: 'ledger', tables: [] },
  ],
};

function modal(choices: RestoreChoices, offers = FILES): ModalView {
  return restoreModal({ metadata: '{}', choices, offers, preview: { kind: 'NO_ANSWER' } });
}

function inputs({ blocks }: ModalView): Input[] {
  return blocks.filter((block) => block.type === 'input');
}

const REFUSAL = { code: 'X', message: 'No.', cause: 'So.', remedy: 'Do.', retryable: false, fault: 'USER' } as const;

type Refusal = Partial<ErrorView> & { __typename: string; issues?: { path: string; message: string }[] };

function invalid(path: string): Refusal {
  return { __typename: 'InvalidInput', issues: [{ path, message: 'is wrong' }] };
}

/** What the error is said beside, by what that asks. */
function saidAt(view: ModalView, refusal: Refusal): string[] {
  const shown = inputs(view).map((block) => block.block_id);
  const said = Object.keys(refusedErrors({ shown, choices: CHOSEN }, { ...REFUSAL, ...refusal }));
  return inputs(view)
    .filter((block) => said.includes(block.block_id))
    .map(({ element }) => element.action_id);
}

test.each<[string, Refusal, string]>([
  ['a wrong path', invalid('paths.1'), RESTORE.paths],
  ['a wrong place', invalid('target.path'), RESTORE.targetPath],
  ['a wrong rule', invalid('target.conflict'), RESTORE.conflict],
  ['a point that is gone', { __typename: 'NotFound' }, RESTORE.point],
  ['a place that is taken', { __typename: 'Conflict', code: 'JOB_RUNNING' }, RESTORE.targetPath],
  ['a role that is missing', { __typename: 'NotAuthorized' }, RESTORE.item],
  ['anything else', { __typename: 'Conflict', code: 'NEW' }, RESTORE.item],
])('%s is said beside its question', (_, refusal, question) => {
  expect(saidAt(modal({ ...CHOSEN, paths: ['x'], targetPath: '/x' }), refusal)).toEqual([question]);
});

test.each<[string, Refusal, string]>([
  ['a database that is not there', invalid('database'), RESTORE.database],
  ['a wrong table', invalid('tables.0'), RESTORE.tables],
  ['no table', invalid('tables'), RESTORE.tables],
  ['a wrong other database', invalid('target.database'), RESTORE.targetDatabase],
  ['a place that is taken', { __typename: 'Conflict', code: 'JOB_RUNNING' }, RESTORE.targetDatabase],
])('of databases %s is said beside its question', (_, refusal, question) => {
  const choices = { ...CHOSEN, database: 'shop', tables: ['x'], targetDatabase: 'y' };
  expect(saidAt(modal(choices, SEVERAL), refusal)).toEqual([question]);
});

test('an error of a question that is not shown is said beside the closest one that is', () => {
  const view = modal(CHOSEN, SEVERAL);
  expect(saidAt(view, invalid('tables.0'))).toEqual([RESTORE.scope]);
  expect(saidAt(view, invalid('database'))).toEqual([RESTORE.scope]);
  expect(saidAt(view, invalid('target.database'))).toEqual([RESTORE.target]);
  const none = { shown: [RESTORE.item], choices: CHOSEN };
  expect(refusedErrors(none, { ...REFUSAL, ...invalid('paths.0') })).toEqual({ [RESTORE.item]: 'This is wrong.' });
});

const ISSUES = [
  { path: 'tables.1', message: 'is not in this recovery point' },
  { path: 'tables.3', message: 'must be written as in SQL: orders' },
  { path: 'target.database', message: 'postgres is no database: choose another as target.database' },
];
const TYPED = { ...CHOSEN, tables: ['orders', 'invoices', 'x', 'a.b.c'], targetDatabase: 'postgres' };

test('which of the typed lines is wrong is said, all of them, and by what the modal calls it', () => {
  const view = modal(TYPED, { ...SEVERAL, databases: SEVERAL.databases?.slice(0, 1) });
  const shown = inputs(view).map((block) => block.block_id);
  const errors = refusedErrors({ shown, choices: TYPED }, { __typename: 'InvalidInput', ...REFUSAL, issues: ISSUES });
  expect(Object.values(errors)).toEqual([
    '“invoices” is not in this recovery point. “a.b.c” must be written as in SQL: orders.',
    'This postgres is no database: choose another as “Where to: Name of the database”.',
  ]);
});

test('a preview that is refused says it in the words of the modal, not by the paths of the API', () => {
  const api = { ...REFUSAL, code: 'INVALID_INPUT', message: 'tables.1: is not in it', issues: ISSUES };
  const told = refusalInWords(api, TYPED);
  expect(told.message).toContain('Tables: “invoices” is not in this recovery point.');
  expect(told.message).toContain('Where to: Name of the database: This postgres is no database');
  expect(JSON.stringify(Object.values(told).slice(0, 4))).not.toMatch(/tables\.|target\.|input/);
  expect(refusalInWords(REFUSAL, TYPED)).toEqual(REFUSAL);
});

test('what would surely fail where it lands is said beside the question where to', () => {
  const failing = (choices: RestoreChoices, offers = FILES) => {
    const view = modal(choices, offers);
    const said = wouldFailErrors({ shown: inputs(view).map((block) => block.block_id) }, REFUSAL);
    expect(Object.values(said)).toEqual(['This restore would fail: No. So. Do.']);
    return inputs(view).find((block) => block.block_id in said)?.element.action_id;
  };
  expect(failing({ ...CHOSEN, targetPath: '/x' })).toBe(RESTORE.targetPath);
  expect(failing({ ...CHOSEN, database: 'shop', targetDatabase: 'x' }, SEVERAL)).toBe(RESTORE.targetDatabase);
  expect(failing(CHOSEN)).toBe(RESTORE.target);
});

test('without an answer nothing is claimed that is not certain', () => {
  expect(noAnswerError({ mayBeDone: true })[RESTORE.item]).not.toContain('Nothing was started');
  expect(noAnswerError({ mayBeDone: false })[RESTORE.item]).toContain('Nothing was started');
});
