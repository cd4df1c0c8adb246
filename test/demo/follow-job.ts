import { z } from 'zod';
import type { SlackMessage } from '../kit/slack/people/screen.ts';
import { CHANNEL } from './estate.ts';
import type { Act } from './stage.ts';

/** A job as it was seen from its first message in the channel to its result. */
export interface FollowedJob {
  /** The percentages that were seen, in order, each once. */
  readonly progress: readonly number[];
  /** Those of them that the channel's message showed. */
  readonly channelProgress: readonly number[];
  readonly recoveryPoint: SeenJob['recoveryPoint'];
  readonly restored: SeenJob['restored'];
}

const jobSchema = z.object({
  job: z.object({
    progress: z.object({ task: z.string(), percent: z.number() }).nullable(),
    recoveryPoint: z.object({ sizeBytes: z.coerce.number(), storedBytes: z.coerce.number() }).nullable(),
    restored: z.object({ bytes: z.coerce.number(), durationMs: z.coerce.number() }).nullable(),
  }),
});
type SeenJob = z.output<typeof jobSchema>['job'];

const JOB = `query ($id: ID!) { job(id: $id) {
  progress { task percent } recoveryPoint { sizeBytes storedBytes } restored { bytes durationMs }
} }`;

const RUNNING = '🔄';
const DONE = '✅';
const ENDED = /^(✅|⚠️|❌|⏹️)/u;
const ASK_EVERY_MS = 250;

/** The messages that the channel has now. */
export function messagesNow({ slack }: Pick<Act, 'slack'>): ReadonlySet<string> {
  return new Set(slack.messages(CHANNEL).map(({ ts }) => ts));
}

/**
 * Watches the message that was not there before, from running to its result, as someone in the channel would, asks how far
 * the job is, and tells both.
 * @throws Error when it ends in anything but a success, or its progress falls
 */
export async function followJob(act: Act, what: string, before: ReadonlySet<string>): Promise<FollowedJob> {
  const { slack, say, wait } = act;
  const [progress, channelProgress] = [new Percentages(), new Percentages()];
  let told = '';
  let askedAt = -Infinity;
  const final = await wait(`the result of "${what}" in #${CHANNEL}`, async () => {
    const message = slack.messages(CHANNEL).find(({ ts, shown }) => !before.has(ts) && shown.includes(what));
    if (!message) return undefined;
    const shown = readable(act, message);
    if (shown !== told) say(`       #${CHANNEL}: ${shown}`);
    told = shown;
    if (message.shown.startsWith(RUNNING)) {
      const [, percent, task] = /(\d+) % · ([^·]+)/.exec(shown) ?? [];
      if (task !== undefined) channelProgress.keep(task.trim(), Number(percent));
      if (performance.now() - askedAt > ASK_EVERY_MS) {
        askedAt = performance.now();
        await askProgress(act, message, progress);
      }
    }
    return ENDED.test(message.shown) && message;
  });
  if (!final.shown.startsWith(DONE)) throw new Error(`#${CHANNEL} shows: ${readable(act, final)}`);
  const { recoveryPoint, restored } = await askJob(act, final);
  return { progress: progress.seen, channelProgress: channelProgress.seen, recoveryPoint, restored };
}

async function askProgress(act: Act, message: SlackMessage, seen: Percentages): Promise<void> {
  const { progress } = await askJob(act, message);
  if (!progress || !seen.keep(progress.task, Math.floor(progress.percent))) return;
  act.say(`         ${progress.task}: ${seen.seen.at(-1)} %`);
}

async function askJob({ admin }: Act, { shown }: SlackMessage): Promise<SeenJob> {
  const id = /\bjob_[0-9a-f]{32}\b/.exec(shown)?.[0];
  if (id === undefined) throw new Error(`a job's message without its id: ${shown}`);
  return (await admin.ask(JOB, { variables: { id }, data: jobSchema })).job;
}

/** The percentages of a job, which begin anew with each of its tasks. */
class Percentages {
  readonly seen: number[] = [];
  #task = '';
  #last = 0;

  /** @returns whether it is new. @throws Error when it falls within a task */
  keep(task: string, percent: number): boolean {
    if (task !== this.#task) {
      this.#task = task;
      this.#last = 0;
    }
    if (percent < this.#last) throw new Error(`${task}: the progress fell from ${this.#last} % to ${percent} %`);
    const isNew = percent > this.#last;
    if (isNew) this.seen.push(percent);
    this.#last = percent;
    return isNew;
  }
}

/** What stands above the small print, on one line, without the marks by which Slack makes text bold or code. */
function readable({ slack }: Act, { shown }: SlackMessage): string {
  const lines = shown.split('\n');
  const end = lines.findIndex((line) => line.startsWith('asked for by'));
  const text = lines.slice(0, end === -1 ? undefined : end).join('  ');
  return text
    .replaceAll(/[*`]/g, '')
    .replaceAll(/<@(\w+)>/g, (_, id: string) => `@${slack.user(id).name}`)
    .replaceAll(/<!date\^[^|]*\|([^>]*)>/g, '$1');
}
