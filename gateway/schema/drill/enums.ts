import type { DrillChoice, DrillOutcome } from '@holdfast/db/domain/drill';
import type { DrillReportFormat } from '@holdfast/db/domain/drill-export';
import type { ProofState } from '@holdfast/db/domain/proof';
import { builder } from '../../builder.ts';

export const DrillChoiceEnum = builder.enumType('DrillChoice', {
  description: "Which of an item's good recovery points a drill restores.",
  values: {
    NEWEST: { description: 'The newest.' },
    OLDEST: { description: 'The oldest that is kept.' },
    RANDOM: { description: 'Any.' },
  } satisfies Record<DrillChoice, { description: string }>,
});

export const DrillOutcomeEnum = builder.enumType('DrillOutcome', {
  values: {
    PASSED: { description: 'It restored, and every probe found what it should: the item is proven restorable.' },
    FAILED: { description: 'It could not restore, or a probe found something else.' },
    SKIPPED: {
      description: 'It could not be judged: there was nothing to restore, or its worker failed. It proves nothing.',
    },
  } satisfies Record<DrillOutcome, { description: string }>,
});

export const DrillReportFormatEnum = builder.enumType('DrillReportFormat', {
  values: { MARKDOWN: {}, JSON: {} } satisfies Record<DrillReportFormat, object>,
});

export const ProofStateEnum = builder.enumType('ProofState', {
  description: 'Whether an item is proven restorable.',
  values: {
    NOT_ASKED: { description: 'Its policy asks for no drills, or its protection is stopped.' },
    NEVER: { description: 'No drill has passed yet.' },
    PROVEN: { description: 'A drill has passed, lately enough.' },
    OVERDUE: { description: 'A drill has passed, too long ago.' },
    FAILED: {
      description:
        'A drill has failed at a point that is still taken for good, and none has passed since at that point or a newer one. Before all other states: what an earlier drill proved is in question.',
    },
  } satisfies Record<ProofState, { description: string }>,
});
