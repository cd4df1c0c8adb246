import { JOB_OPERATIONS, type AttemptOutcome, type JobStatus } from '@holdfast/db/domain/job';
import type { ConflictRule } from '@holdfast/db/domain/restore';
import { builder } from '../../builder.ts';
import type { Described } from '../described.ts';

export const JobStatusEnum = builder.enumType('JobStatus', {
  values: {
    QUEUED: { description: 'Waits for a worker, or for its next attempt.' },
    WAITING_APPROVAL: { description: 'Waits for a second person.' },
    IN_PROGRESS: { description: 'A worker is at it.' },
    COMPLETED: { description: 'Done.' },
    COMPLETED_WITH_WARNINGS: { description: 'Done, but for what its warnings name.' },
    FAILED: { description: 'Not done; its error says why.' },
    CANCELLING: { description: 'Asked to stop; what it began is being taken back.' },
    CANCELLED: { description: 'Stopped; nothing was left behind.' },
  } satisfies Described<JobStatus>,
});

export const JobOperationEnum = builder.enumType('JobOperation', {
  description: 'What a job does.',
  values: JOB_OPERATIONS,
});

export const AttemptOutcomeEnum = builder.enumType('AttemptOutcome', {
  values: {
    COMPLETED: { description: 'It did the job.' },
    FAILED: { description: 'It failed, and the job with it.' },
    CANCELLED: { description: 'It was stopped on request.' },
    LOST: { description: 'Its worker died or was cut off.' },
    RETRIED: { description: 'It failed and another attempt followed.' },
  } satisfies Described<AttemptOutcome>,
});

export const ConflictRuleEnum = builder.enumType('ConflictRule', {
  description: 'What a restore does with what already stands where it lands.',
  values: {
    FAIL_IF_EXISTS: { description: 'Nothing is touched: the restore fails when anything is there.' },
    KEEP_BOTH: { description: 'What is there stays; what is restored gets another name beside it.' },
    REPLACE: { description: 'What is restored takes the place of what is there, which is kept aside for some days.' },
  } satisfies Described<ConflictRule>,
});
