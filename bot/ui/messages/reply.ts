import { section, type SlackMessage } from '../blocks.ts';
import { errorSection } from '../error-text.ts';
import { restoreLine, resultLines } from '../result.ts';
import type { JobView } from '../views.ts';
import { person } from '../words.ts';
import { jobHeadline, jobNotification } from './job.ts';

/** The end of a job, in the thread of its message: mentions who asked, so that they hear of it. Posted once. */
export function replyMessage(view: JobView): SlackMessage {
  const who = person(view.requestedBy);
  return {
    text: `${who} ${jobNotification(view)}`,
    blocks: [
      section(`${who} ${jobHeadline(view)}`, restoreLine(view), ...resultLines(view)),
      ...(view.error ? [errorSection(view.error)] : []),
    ],
  };
}
