import { context, section, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import { restoreLine } from '../result.ts';
import { jobHeadline, jobNotification } from '../messages/job.ts';
import type { JobView } from '../views.ts';

/** The gateway durably took a job that was asked for; its message in the channel tells the rest. */
export function startedAnswer(view: JobView): SlackMessage {
  return {
    text: jobNotification(view),
    blocks: [
      section(jobHeadline(view), restoreLine(view), 'Its message in this channel follows it to the end.'),
      context(code(view.id)),
    ],
  };
}

/** What was asked for is being done already; the job that does it is shown. */
export function alreadyRunningAnswer(view: JobView): SlackMessage {
  return {
    text: `Already asked for: ${jobNotification(view)}`,
    blocks: [
      section('*Nothing new was started:* only one such job at a time may be open.', jobHeadline(view)),
      context(code(view.id)),
    ],
  };
}

/** A job was asked to stop. */
export function cancellingAnswer(view: JobView): SlackMessage {
  return { text: jobNotification(view), blocks: [section(jobHeadline(view)), context(code(view.id))] };
}
