import { expect, test } from 'vitest';
import type { SlackMessage } from '../blocks.ts';
import { LIMITS } from '../limits.ts';
import { allOf } from '../listed.ts';
import type { AlertView, ErrorView, JobView } from '../views.ts';
import { alertMessage } from './alert.ts';
import { jobMessage } from './job.ts';
import { milestoneMessage } from './milestone.ts';
import { notInChannelMessage } from './private.ts';
import { replyMessage } from './reply.ts';

const ID = 'job_0199b2c3d4e5f60718293a4b5c6d7e8f';
const AT = '2026-11-22T14:03:20Z';
const HOSTILE = [
  '<!channel> <@U0EVIL> <https://evil.example|here>',
  '*a* _b_ ~c~ `d` ```e```',
  'one\ntwo\r\n> three\u2028four',
  '&'.repeat(10_000),
  '<'.repeat(10_000),
  '`'.repeat(10_000),
  '😀\n'.repeat(5_000),
  '\u202e\0\ud83d',
];

test.each(HOSTILE)('%.40j stays inert and within Slack’s limits wherever it is shown', (text) => {
  const messages = everyMessageWith(text);
  expect(messages).toHaveLength(10);
  for (const message of messages) {
    expectInert(message);
    expectWithinLimits(message);
  }
});

function everyMessageWith(text: string): SlackMessage[] {
  const error: ErrorView = { code: text, message: text, cause: text, remedy: text, retryable: true, fault: 'USER' };
  const job: JobView = {
    id: ID,
    operation: 'RESTORE',
    status: 'FAILED',
    subject: { kind: 'VAULT', name: text },
    sizeOf: 'DUMPS',
    restore: { place: text, database: text, tables: { first: [text, text, text], count: 900 } },
    requestedBy: { slackUserId: text, name: text },
    createdAt: AT,
    startedAt: AT,
    endedAt: AT,
    attempt: 2,
    maxAttempts: 3,
    progress: { task: text, percent: 12 },
    error,
    warnings: { count: 900, first: Array.from({ length: 100 }, () => ({ message: text, subject: text })) },
    result: { restoredTo: text, replacedKeptAt: text, replacedKeptUntil: AT, bytes: 1, files: 1, durationMs: 1 },
    rtoSeconds: 60,
    version: 1,
  };
  const alert: AlertView = {
    id: ID,
    kind: text,
    severity: 'CRITICAL',
    condition: 'FIRED',
    state: 'ACKNOWLEDGED',
    count: 2,
    subject: { kind: 'VAULT', name: text },
    jobId: ID,
    error,
    firedAt: AT,
    lastFiredAt: AT,
    changedBy: { name: text },
    version: 1,
  };
  return [
    jobMessage(job, '1'),
    jobMessage(
      { ...job, status: 'IN_PROGRESS', restore: { place: text, paths: allOf([text, text, text, text]) } },
      '1',
    ),
    jobMessage({ ...job, restore: { place: text, takenAt: AT, databases: allOf([text, text, text, text]) } }, '1'),
    jobMessage({ ...job, status: 'COMPLETED', error: undefined }, '1'),
    replyMessage({ ...job, status: 'COMPLETED_WITH_WARNINGS', error: undefined }),
    replyMessage(job),
    alertMessage(alert, '1'),
    alertMessage({ ...alert, kind: 'RESTORE_FAILED' }, '1'),
    milestoneMessage({ message: text, at: AT }),
    notInChannelMessage({ channelId: text, view: job }),
  ];
}

/** Takes our own sequences, code and bold away; nothing of Slack's markup may be left. */
function expectInert({ text, blocks }: SlackMessage): void {
  const marked = blocks.flatMap((block) => {
    if (block.type === 'section') return block.text.type === 'mrkdwn' ? [block.text.text] : [];
    return block.type === 'context' ? block.elements.map((element) => element.text) : [];
  });
  for (const each of [text, ...marked]) {
    const bare = each
      .replaceAll(/<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d:UTC -]+>/g, '')
      .replaceAll(/`[^`\n]+`/g, '')
      .replaceAll(/\*[^*\n]+\*/g, '')
      .replaceAll(/&(amp|lt|gt);/g, '');
    expect(bare).not.toMatch(/[<>&*_~`]/);
    expect(bare.split('\n').length).toBeLessThanOrEqual(5);
  }
}

function expectWithinLimits({ text, blocks }: SlackMessage): void {
  expect(text.length).toBeLessThanOrEqual(LIMITS.messageText);
  expect(blocks.length).toBeLessThanOrEqual(LIMITS.messageBlocks);
  for (const block of blocks) {
    if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(LIMITS.sectionText);
    if (block.type === 'section') expect(block.text.text.length).toBeGreaterThan(0);
    if (block.type === 'context') expect(block.elements.length).toBeLessThanOrEqual(LIMITS.contextElements);
    if (block.type !== 'actions') continue;
    for (const { value, text: label } of block.elements) {
      expect(value.length).toBeLessThanOrEqual(LIMITS.buttonValue);
      expect(label.text.length).toBeLessThanOrEqual(LIMITS.buttonText);
    }
  }
}
