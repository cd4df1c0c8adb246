import { context, section, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import { restoreLine } from '../result.ts';
import { jobHeadline, jobNotification } from '../messages/job.ts';
import { subjectText } from '../subject.ts';
import type { JobView } from '../views.ts';
import { operationName } from '../words.ts';

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

/** What was asked for, or what excludes it, is being done already; the job that does it is shown. */
export function alreadyRunningAnswer(view: JobView): SlackMessage {
  return {
    text: `Already asked for: ${jobNotification(view)}`,
    blocks: [
      section(
        `*${operationName(view.operation)} of ${subjectText(view.subject)} is already open.* Nothing new was started.`,
        jobHeadline(view),
      ),
      context(code(view.id)),
    ],
  };
}

/** A job was asked to stop. */
export function cancellingAnswer(view: JobView): SlackMessage {
  return { text: jobNotification(view), blocks: [section(jobHeadline(view)), context(code(view.id))] };
}
