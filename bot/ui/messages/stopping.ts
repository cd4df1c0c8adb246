import { confirm, plainText, type Button } from '../blocks.ts';
import { buttonValue, type ButtonActionId } from '../ids.ts';
import type { JobViewOperation } from '../views.ts';

/** What it means to stop a job: asked before, told while it stops, and told when it has. */
export interface StopWords {
  readonly ask: string;
  readonly stopping: string;
  readonly stopped: string;
}

const TAKEN_BACK = { stopping: 'What it began is being taken back.', stopped: 'Nothing was left behind.' };

const RESTORE: StopWords = {
  ask: 'The target stays as it is now. A restore that is just taking its place at the target completes instead.',
  ...TAKEN_BACK,
};

const RETENTION: StopWords = {
  ask: 'It stops after the step it is at. What it did until then stays done, and the next one goes on from there.',
  stopping: 'It stops after the step it is at.',
  stopped: 'What it did until then stays done, and the next one goes on from there.',
};

const VERIFY: StopWords = {
  ask: 'The share that it is reading is read anew the next time. What it found until then stays known.',
  stopping: 'It stops what it is reading.',
  stopped: 'What it found until then stays known, and the next one goes on from there.',
};

const PRUNE: StopWords = {
  ask: 'It stops at once. What it freed until then stays freed, and the next one goes on from there.',
  stopping: 'It is stopping.',
  stopped: 'What it freed until then stays freed, and the next one goes on from there.',
};

const OTHER: StopWords = { ask: 'What it began is taken back. What was there before it stays.', ...TAKEN_BACK };

const WORDS: Partial<Record<JobViewOperation, StopWords>> = {
  RESTORE,
  CROSS_REGION_RESTORE: RESTORE,
  RETENTION,
  VERIFY,
  PRUNE,
};

export function stopWords(operation: JobViewOperation): StopWords {
  return WORDS[operation] ?? OTHER;
}

/** What the text of a button may be at most. */
const LABEL_LENGTH = 30;

/**
 * Asks before it cancels a job.
 * @param job its id, and what it is called: `backup`
 */
export function stopButton(
  job: { readonly id: string; readonly actionId: ButtonActionId; readonly name: string; readonly words: StopWords },
  nonce: string,
): Button {
  const label = `Cancel the ${job.name}`;
  return {
    type: 'button',
    action_id: job.actionId,
    text: plainText('Cancel'),
    value: buttonValue({ id: job.id, nonce }),
    style: 'danger',
    confirm: {
      ...confirm({
        title: `Cancel this ${job.name}?`,
        text: job.words.ask,
        confirm: label.length > LABEL_LENGTH ? 'Cancel it' : label,
        deny: 'Let it run',
      }),
      style: 'danger',
    },
  };
}
