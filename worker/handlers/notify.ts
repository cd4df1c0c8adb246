import { setTimeout as pause } from 'node:timers/promises';
import type { Payload } from '@holdfast/db/queues/definitions';
import { claimMessage } from '@holdfast/db/services/outbox/claim';
import { deliver } from '../notify/deliver.ts';
import type { Worker } from '../worker.ts';

/** Slack takes about one message a second in a channel. */
const PACE_MS = 1_000;

/**
 * Sends what is due in one place, one message a second, finals first. One delivery a place at a time. It stops where Slack
 * asks for a pause or does not answer: the supervisor of the outbox asks again when something is due.
 */
export async function notify(worker: Worker, place: Payload<'notify'>): Promise<void> {
  const { slack } = worker;
  if (!slack) throw new Error('a worker without a Slack token took a delivery of notify');
  for (;;) {
    const message = await claimMessage(worker.services, place);
    if (!message) return;
    const failure = await deliver(worker, slack, message);
    if (failure?.kind === 'LATER' || failure?.kind === 'UNANSWERED') return;
    await pause(PACE_MS);
  }
}
