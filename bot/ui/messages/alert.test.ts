import { expect, test } from 'vitest';
import type { AlertView } from '../views.ts';
import { alertMessage } from './alert.ts';

const ALERT: AlertView = {
  id: 'alr_0199b2c3d4e5f60718293a4b5c6d7e8f',
  kind: 'BACKUP_FAILED',
  severity: 'ERROR',
  condition: 'FIRED',
  state: 'NEW',
  count: 1,
  subject: { kind: 'ITEM', name: 'orders' },
  jobId: 'job_0199b2c3d4e5f60718293a4b5c6d7e8f',
  error: {
    code: 'VAULT_UNREACHABLE',
    message: 'The vault cannot be reached.',
    cause: 'Its disk is not mounted.',
    remedy: 'Mount it.',
    retryable: true,
    fault: 'SERVICE',
  },
  firedAt: '2026-11-22T03:00:00Z',
  lastFiredAt: '2026-11-22T03:00:00Z',
  version: 1,
};

const titles = (view: AlertView) => alertMessage(view, '1').blocks.map((block) => JSON.stringify(block));

test('a new alert says what failed, why and what to do, with Acknowledge and Retry', () => {
  expect(alertMessage(ALERT, '1')).toMatchInlineSnapshot(`
    {
      "blocks": [
        {
          "text": {
            "text": "🔴 *Error: Backup of \`orders\` failed*",
            "type": "mrkdwn",
            "verbatim": true,
          },
          "type": "section",
        },
        {
          "text": {
            "emoji": false,
            "text": "The vault cannot be reached.
    Why: Its disk is not mounted.
    Nothing you did. Whoever runs Holdfast: Mount it. Trying again can succeed.",
            "type": "plain_text",
          },
          "type": "section",
        },
        {
          "elements": [
            {
              "text": "<!date^1795316400^{date_short_pretty} {time}|2026-11-22 03:00 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`",
              "type": "mrkdwn",
              "verbatim": true,
            },
          ],
          "type": "context",
        },
        {
          "elements": [
            {
              "action_id": "alert.acknowledge",
              "style": "primary",
              "text": {
                "emoji": false,
                "text": "Acknowledge",
                "type": "plain_text",
              },
              "type": "button",
              "value": "alr_0199b2c3d4e5f60718293a4b5c6d7e8f|1",
            },
            {
              "action_id": "alert.retry",
              "text": {
                "emoji": false,
                "text": "Retry",
                "type": "plain_text",
              },
              "type": "button",
              "value": "job_0199b2c3d4e5f60718293a4b5c6d7e8f|1",
            },
          ],
          "type": "actions",
        },
      ],
      "text": "🔴 Error: Backup of \`orders\` failed: The vault cannot be reached",
    }
  `);
});

test.each([
  ['RETENTION_FAILED', 'Retention of vault `main` failed'],
  ['VERIFY_FAILED', 'Check of vault `main` failed'],
  ['VAULT_DAMAGED', 'what is stored in vault `main` is damaged'],
  ['POINTS_MISSING', 'recovery points are gone from vault `main`'],
  ['PRUNE_FAILED', 'Clean-up of vault `main` failed'],
  ['WORKER_LOST', 'a worker fell silent during work on vault `main`'],
  ['PROTECTION_FAILED', 'a data source could not be protected in vault `main`'],
])('an alert of a vault names it: %s', (kind, title) => {
  const view: AlertView = { ...ALERT, kind, subject: { kind: 'VAULT', name: 'main' } };
  expect(alertMessage(view, '1').text).toBe(`🔴 Error: ${title}: The vault cannot be reached`);
  expect(titles(view).join('\n').includes('Retry')).toBe(title.endsWith(' failed'));
});

test('a restore that failed because its vault was damaged is over also where a check found its points whole again', () => {
  const error = { ...ALERT.error, code: 'REPOSITORY_DAMAGED' };
  const view: AlertView = { ...ALERT, kind: 'RESTORE_FAILED', condition: 'RESOLVED', error };
  expect(alertMessage(view, '1').text).toContain('or a check found its recovery points whole again');
});

test('Retry names the job, Acknowledge the alert', () => {
  const { blocks } = alertMessage(ALERT, '7');
  expect(JSON.stringify(blocks.at(-1))).toContain(`"${ALERT.id}|7"`);
  expect(JSON.stringify(blocks.at(-1))).toContain(`"${ALERT.jobId}|7"`);
});

test('an acknowledged alert says who looks after it and keeps Retry alone', () => {
  const shown = titles({ ...ALERT, state: 'ACKNOWLEDGED', changedBy: { slackUserId: 'U0ADA', name: 'Ada' } });
  expect(shown[0]).toContain('🔴 *Error: Backup of `orders` failed* · 👀 <@U0ADA> looks after it');
  expect(shown.at(-1)).toContain('Retry');
  expect(shown.at(-1)).not.toContain('Acknowledge');
});

test.each<Partial<AlertView>>([
  { condition: 'RESOLVED' },
  { state: 'CLOSED' },
  { condition: 'RESOLVED', kind: 'JOB_STALLED' },
  { state: 'CLOSED', kind: 'JOB_STALLED' },
])('%j leaves no button', (change) => {
  expect(titles({ ...ALERT, state: 'ACKNOWLEDGED', ...change }).join('\n')).not.toContain('"actions"');
});

const FAILURE = { before: 'It had failed', happened: 'failed' };
const TROUBLE = { before: 'It was', happened: 'happened' };

test.each([
  { kind: 'BACKUP_FAILED', ended: 'the backup of `orders` succeeds again', ...FAILURE },
  { kind: 'RESTORE_FAILED', ended: 'a later restore of `orders` succeeded', ...FAILURE },
  { kind: 'BACKUP_MISSED', ended: 'the backup of `orders` runs again', ...TROUBLE },
  { kind: 'WORKER_LOST', ended: 'work on `orders` came to its end after a worker had fallen silent', ...TROUBLE },
  { kind: 'VERIFY_FAILED', ended: 'the check of `orders` succeeds again', ...FAILURE },
  {
    kind: 'VAULT_DAMAGED',
    ended: 'every recovery point in `orders` is whole again or gone',
    ...TROUBLE,
  },
  { kind: 'POINTS_MISSING', ended: 'no recovery point is missing in `orders` any more', ...TROUBLE },
  { kind: 'RETENTION_FAILED', ended: 'the retention of `orders` succeeds again', ...FAILURE },
  { kind: 'PRUNE_FAILED', ended: 'the clean-up of `orders` succeeds again', ...FAILURE },
  {
    kind: 'PROTECTION_FAILED',
    ended: 'nothing of this keeps the data source from being protected any more',
    ...TROUBLE,
  },
  { kind: 'JOB_STALLED', ended: 'work on `orders` moves again or has ended', ...TROUBLE },
  { kind: 'UNUSUAL_CHANGE', ended: 'the unusual change of `orders` was dismissed or deleted', ...TROUBLE },
  { kind: 'VAULT_FILLING', ended: '`orders` has room again', ...TROUBLE },
  { kind: 'NEW_KIND', ended: 'it is over with: new kind of `orders`', ...TROUBLE },
])('a resolved alert reads as good news and asks nothing more: $kind', ({ kind, ended, before, happened }) => {
  const resolved = alertMessage({ ...ALERT, kind, condition: 'RESOLVED' }, '1');
  expect(resolved.text).toBe(`✅ Resolved: ${ended}. ${before}: The vault cannot be reached`);
  expect(resolved.blocks).toMatchObject([
    { text: { text: `✅ *Resolved: ${ended}*` } },
    { text: { text: `${before}: The vault cannot be reached.\nWhy: Its disk is not mounted.` } },
    { elements: [{ text: expect.stringContaining(`${happened} <!date`) }] },
  ]);
  expect(JSON.stringify(resolved)).not.toMatch(/failed\*|Whoever runs Holdfast/);
});

test('an alert that came back says how often', () => {
  const shown = titles({ ...ALERT, count: 4, lastFiredAt: '2026-11-22T06:00:00Z' });
  expect(shown[2]).toContain('happened 4 times · first <!date^');
});

test('an unusual change is dismissed with one press that names the recovery point; nothing is to be tried again', () => {
  const suspectPointId = 'rpt_0199b2c3d4e5f60718293a4b5c6d7e8f';
  const view: AlertView = { ...ALERT, kind: 'UNUSUAL_CHANGE', severity: 'WARNING', suspectPointId };
  const shown = titles(view);
  expect(shown[0]).toContain('🟠 *Warning: a backup of `orders` is unlike those before it*');
  expect(shown[1]).not.toContain('rying again');
  expect(shown.at(-1)).toContain('It was meant');
  expect(shown.at(-1)).toContain(`"${suspectPointId}|1"`);
  expect(shown.at(-1)).not.toContain('Retry');
  expect(titles({ ...view, condition: 'RESOLVED' }).join('\n')).not.toContain('It was meant');
  expect(titles({ ...view, state: 'ACKNOWLEDGED' }).join('\n')).toContain('It was meant');
});

test.each([
  'UNUSUAL_CHANGE',
  'VAULT_FILLING',
  'VAULT_DAMAGED',
  'POINTS_MISSING',
  'RPO_BREACHED',
  'RTO_BREACHED',
  'NOT_PROVEN',
])('what was noticed says what to do, and nothing of trying again: %s', (kind) => {
  const shown = titles({ ...ALERT, kind }).join('\n');
  expect(shown).toContain(`What to do: ${ALERT.error.remedy}`);
  expect(shown).not.toMatch(/rying again|Nothing you did/);
});

test('an alert of no job offers no retry, one of a kind not known here is told all the same', () => {
  const shown = titles({ ...ALERT, kind: 'NEW_<TROUBLE>', jobId: undefined, subject: undefined });
  expect(shown[0]).toContain('*Error: new &lt;trouble&gt;*');
  expect(shown.join('\n')).not.toContain('Retry');
});

test('a breached objective is told with what to do, can be acknowledged and not retried, and is over as such', () => {
  const breach: AlertView = { ...ALERT, kind: 'RPO_BREACHED', jobId: undefined };
  const shown = titles(breach);
  expect(shown[0]).toContain('🔴 *Error: more data of `orders` may be lost than its RPO allows*');
  expect(shown.join('\n')).toContain(ALERT.error.remedy);
  expect(shown.at(-1)).toContain('"action_id":"alert.acknowledge"');
  expect(shown.join('\n')).not.toContain('Retry');
  expect(titles({ ...breach, severity: 'CRITICAL' })[0]).toContain('🚨 *Critical: more data');
  expect(titles({ ...breach, condition: 'RESOLVED' })[0]).toContain(
    '*Resolved: the RPO of `orders` is breached no more*',
  );
  const slow: AlertView = { ...breach, kind: 'RTO_BREACHED' };
  expect(titles(slow)[0]).toContain('a restore of `orders` takes longer than its RTO allows');
  expect(titles({ ...slow, condition: 'RESOLVED' })[0]).toContain(
    '*Resolved: the RTO of `orders` is breached no more*',
  );
});

const STALLED: AlertView = {
  ...ALERT,
  kind: 'JOB_STALLED',
  severity: 'WARNING',
  job: { operation: 'BACKUP', status: 'IN_PROGRESS' },
};
const SLOW: AlertView = { ...STALLED, error: { ...STALLED.error, code: 'JOB_SLOW' } };

test('a job that stands still, or is slow, is told as such, and can be cancelled from there after a question', () => {
  const shown = titles(STALLED);
  expect(shown[0]).toContain('🟠 *Warning: work on `orders` stands still*');
  expect(shown.at(-1)).toContain('"action_id":"alert.cancel"');
  expect(shown.at(-1)).toContain(`"value":"${ALERT.jobId}|1"`);
  expect(shown.at(-1)).toContain('What it began is taken back. What was there before it stays.');
  expect(shown.at(-1)).not.toContain('Retry');
  expect(titles(SLOW)[0]).toContain('work on `orders` takes far longer than usual');
  expect(titles({ ...SLOW, condition: 'RESOLVED' })[0]).toContain('*Resolved: work on `orders` has ended*');
});

test.each([
  ['RETENTION', 'What it did until then stays done'],
  ['PRUNE', 'What it freed until then stays freed'],
  ['RESTORE', 'A restore that is just taking its place at the target completes instead.'],
] as const)('cancelling a %s from its alert is asked in its own words', (operation, words) => {
  const shown = titles({ ...STALLED, job: { operation, status: 'IN_PROGRESS' } });
  expect(shown.at(-1)).toContain(words);
});

test('a job that is being cancelled already cannot be cancelled from its alert again', () => {
  expect(titles({ ...STALLED, job: { operation: 'BACKUP', status: 'CANCELLING' } }).join()).not.toContain(
    'alert.cancel',
  );
});

test('a drill that failed names its reason and can be tried again; the next that passes ends the trouble', () => {
  const message = 'The drill of the recovery point of 2026-11-22T03:00:00.000Z (rpt_1) failed: the pack is damaged.';
  const failed: AlertView = { ...ALERT, kind: 'DRILL_FAILED', error: { ...ALERT.error, message } };
  expect(titles(failed)[0]).toContain('Error: Restore drill of `orders` failed');
  expect(JSON.stringify(alertMessage(failed, '1').blocks)).toContain('rpt_1');
  expect(JSON.stringify(alertMessage(failed, '1').blocks)).toContain('"Retry"');
  const over: AlertView = { ...failed, condition: 'RESOLVED' };
  expect(titles(over)[0]).toContain('Resolved: a later drill of `orders` proved that it restores');
});

test('an item that is not proven restorable is told as that, without a job to try again', () => {
  const late: AlertView = { ...ALERT, kind: 'NOT_PROVEN', severity: 'WARNING', jobId: undefined };
  expect(titles(late)[0]).toContain('Warning: `orders` is not proven restorable');
  expect(JSON.stringify(alertMessage(late, '1').blocks)).not.toContain('"Retry"');
  expect(titles({ ...late, condition: 'RESOLVED' })[0]).toContain(
    'Resolved: `orders` was proven restorable, or nothing asks for it any more',
  );
});
