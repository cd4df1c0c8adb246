import { context, section, type Block, type SlackMessage } from '../blocks.ts';
import { errorSection } from '../error-text.ts';
import { code } from '../escape.ts';
import { counted, instant } from '../format.ts';
import { COMMAND } from '../ids.ts';
import { jobHeadline, jobNotification } from '../messages/job.ts';
import { progressLine } from '../progress.ts';
import { restoreLine, resultNumbers } from '../result.ts';
import type { JobView } from '../views.ts';
import { person, shortError } from '../words.ts';

/** The latest jobs, newest first. */
export function jobsAnswer(listed: {
  views: readonly JobView[];
  total: number;
  itemName?: string | undefined;
}): SlackMessage {
  const { views, total, itemName } = listed;
  const of = itemName === undefined ? '' : ` of ${code(itemName)}`;
  const text = total === 0 ? `There are no jobs${of} yet.` : `The latest jobs${of}`;
  const rest = total > views.length ? [context(`${counted(total, 'job')} in all`)] : [];
  return { text, blocks: [section(total === 0 ? text : `*${text}*`), ...views.map((view) => jobBlock(view)), ...rest] };
}

/** How one job goes. */
export function jobAnswer(view: JobView): SlackMessage {
  return { text: jobNotification(view), blocks: [jobBlock(view), ...(view.error ? [errorSection(view.error)] : [])] };
}

/** Several jobs could be meant: each as a command to send. */
export function whichJobAnswer(views: readonly JobView[]): SlackMessage {
  const text = 'Several jobs are open. Which one?';
  const lines = views.map((view) => `${jobHeadline(view)}: \`${COMMAND} cancel ${view.id}\``);
  return { text, blocks: [section(text), ...lines.map((line) => section(line))] };
}

/** Nothing is there to cancel. */
export function noOpenJobAnswer(itemName: string): SlackMessage {
  const text = `No job of ${code(itemName)} is open: there is nothing to cancel.`;
  return { text, blocks: [section(text)] };
}

/** No job has this id. */
export function unknownJobAnswer(id: string): SlackMessage {
  const text = `There is no job ${code(id)}. \`${COMMAND} jobs\` lists them.`;
  return { text, blocks: [section(text)] };
}

/** The job that was to be stopped came to its end before. */
export function jobEndedAnswer(): SlackMessage {
  const text = 'Nothing was cancelled: the job has already ended. `/backup jobs` shows what came of it.';
  return { text, blocks: [section(text)] };
}

/** One job in a list: its state, what is most telling of it, and who asked when. */
export function jobBlock(view: JobView): Block {
  const { progress, error, status } = view;
  const telling =
    status === 'IN_PROGRESS' && progress ? progressLine(progress) : error ? shortError(error) : resultNumbers(view);
  const facts = [`asked by ${person(view.requestedBy)}`, instant(view.createdAt), code(view.id)];
  return section(jobHeadline(view), restoreLine(view), telling, facts.join(' · '));
}
