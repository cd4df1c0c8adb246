import type { Queue } from 'pg-boss';
import { z } from 'zod';
import { idSchema } from '../domain/ids.ts';
import { slackPlaceSchema } from '../domain/outbox.ts';
import { inspectionAnswer, inspectionQuestion } from './inspection.ts';

export const QUEUE_SCHEMA = 'queue';

const jobPayload = z.strictObject({ jobId: idSchema('job') });

/**
 * Queues deliver, Holdfast decides (law 2): a delivery may come again at any time and does nothing when its job has ended
 * or is held, so pg-boss may redeliver as often as it likes. `heartbeatSeconds` 10 is the least it takes.
 * A job may outlast the 24 hours after which the delivery expires: the attempt's lease, not the delivery, holds the job.
 */
const deliveries = {
  notify: true,
  heartbeatSeconds: 10,
  expireInSeconds: 24 * 60 * 60,
  retryLimit: 1000,
  retryDelay: 1,
  // A job waits for its worker as long as that takes: without its delivery it would wait for ever.
  retentionSeconds: 10 * 365 * 24 * 60 * 60,
} satisfies Omit<Queue, 'name'>;

/**
 * A question that someone waits for: it is asked once, and is worth nothing a moment later. Whoever asks takes it out of
 * the queue again, answered or not; what is left when that one dies goes with pg-boss's daily clean-up.
 */
const question = {
  notify: true,
  retryLimit: 0,
  expireInSeconds: 10,
  retentionSeconds: 10,
  deleteAfterSeconds: 60,
} satisfies Omit<Queue, 'name'>;

export const QUEUES = {
  'backup.run': { payload: jobPayload, options: deliveries },
  'restore.run': { payload: jobPayload, options: deliveries },
  'retention.apply': { payload: jobPayload, options: deliveries },
  'vault.verify': { payload: jobPayload, options: deliveries },
  'vault.prune': { payload: jobPayload, options: deliveries },
  'drill.run': { payload: jobPayload, options: deliveries },
  /** One waiting or running reconciliation a job. */
  'job.reconcile': { payload: jobPayload, options: { ...deliveries, policy: 'exclusive' } },
  /** One waiting or running delivery a place in Slack; for any worker that has a Slack token. */
  notify: { payload: slackPlaceSchema, options: { ...deliveries, policy: 'exclusive' } },
  /** What a restore would meet at its target, for its preview. */
  'source.inspect': { payload: inspectionQuestion, answer: inspectionAnswer, options: question },
} as const satisfies Record<string, { payload: z.ZodType; answer?: z.ZodType; options: Omit<Queue, 'name'> }>;

export type QueueName = keyof typeof QUEUES;
export type Payload<N extends QueueName> = z.output<(typeof QUEUES)[N]['payload']>;
/** A payload before it is checked. */
export type PayloadInput<N extends QueueName> = z.input<(typeof QUEUES)[N]['payload']>;
/** What a delivery of a queue brings back: of a question its answer, of anything else nothing. */
export type Answer<N extends QueueName> = (typeof QUEUES)[N] extends { answer: infer A extends z.ZodType }
  ? z.output<A>
  : void;
export type QuestionName = {
  [N in QueueName]: (typeof QUEUES)[N] extends { answer: z.ZodType } ? N : never;
}[QueueName];
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object has no other keys
export const QUEUE_NAMES = Object.keys(QUEUES) as readonly QueueName[];

/** Each site has its own queues, since only its workers reach its sources and its disks; Slack is reached from anywhere. */
export function queueOf(name: QueueName, siteId: string): string {
  return name === 'notify' ? name : `${name}/${siteId}`;
}

/** Reads a payload by its queue's schema. @throws ZodError */
export function parsePayload<N extends QueueName>(name: N, data: unknown): Payload<N> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema is the one that the type is made of
  return QUEUES[name].payload.parse(data) as Payload<N>;
}

/** Reads an answer by its question's schema. @throws ZodError */
export function parseAnswer<N extends QuestionName>(name: N, output: unknown): Answer<N> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema is the one that the type is made of
  return QUEUES[name].answer.parse(output) as Answer<N>;
}
