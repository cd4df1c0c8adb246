import { expect, test } from 'vitest';
import { RESTORE } from '../ids.ts';
import type { ErrorView } from '../views.ts';
import type { Input, ModalView } from './inputs.ts';
import type { RestoreChoices } from './restore-choices.ts';
import { noAnswerError, refusedErrors } from './restore-errors.ts';
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
  const said = Object.keys(refusedErrors(shown, { ...REFUSAL, ...refusal }));
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
  expect(refusedErrors([RESTORE.item], { ...REFUSAL, ...invalid('paths.0') })).toEqual({
    [RESTORE.item]: 'This is wrong.',
  });
});

test('without an answer nothing is claimed that is not certain', () => {
  expect(noAnswerError({ mayBeDone: true })[RESTORE.item]).not.toContain('Nothing was started');
  expect(noAnswerError({ mayBeDone: false })[RESTORE.item]).toContain('Nothing was started');
});
