import { setTimeout as pause } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import {
  parseAnswer,
  parsePayload,
  queueOf,
  type Answer,
  type PayloadInput,
  type QuestionName,
} from './definitions.ts';

const LOOK_EVERY_MS = 50;

/** pg-boss answers `undefined` and `null` alike where a delivery has gone. */
const OPEN_STATES: ReadonlySet<string | undefined> = new Set(['created', 'retry', 'active']);

/**
 * Asks the workers of a site and waits for the answer of the one that takes the question. Nothing of it stays in the queue.
 * @returns undefined where none answered in time, or where the one that tried failed; what failed there is in its log
 * @throws what the queue raises, as for a site whose workers do not know this question yet
 */
export async function askSite<N extends QuestionName>(
  boss: PgBoss,
  question: { name: N; siteId: string; payload: PayloadInput<N>; withinMs: number },
): Promise<Answer<N> | undefined> {
  const queue = queueOf(question.name, question.siteId);
  const id = await boss.send(queue, parsePayload(question.name, question.payload));
  if (id === null) return undefined;
  try {
    const output = await outputOf(boss, { queue, id, until: performance.now() + question.withinMs });
    return output === undefined ? undefined : parseAnswer(question.name, output);
  } finally {
    await boss.deleteJob(queue, id);
  }
}

async function outputOf(
  boss: PgBoss,
  { queue, id, until }: { queue: string; id: string; until: number },
): Promise<object | undefined> {
  while (performance.now() < until) {
    await pause(LOOK_EVERY_MS);
    const delivery = await boss.getJobById(queue, id);
    if (delivery?.state === 'completed') return delivery.output;
    if (!OPEN_STATES.has(delivery?.state)) return undefined;
  }
  return undefined;
}
