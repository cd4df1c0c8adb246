import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { momentShown } from '../../domain/shown-impact.ts';
import { previewAssignment, type ProposedRule } from '../../queries/assignment-preview.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';

/**
 * Refuses a rule that would take data sources at once and was not shown as it is now. The caller holds the rules, so that what is found
 * here is what happens. A disabled rule takes none. A source that was registered since stops nothing: rules are there for what comes.
 * @returns what the audit log is to say of it
 * @throws NotFoundError for an unknown policy or vault; ConflictError IMPACT_NOT_SHOWN, IMPACT_CHANGED
 */
export async function assertShown(
  tx: Transaction,
  { rule, shown }: { rule: ProposedRule & { readonly isEnabled: boolean }; shown: string | undefined },
): Promise<{ protects: number; fails: number }> {
  const now = await scheduleNow(tx);
  const asOf = shown === undefined ? now : momentShown(shown, now);
  if (!asOf) throw previewChanged();
  const { protects, fails, fingerprint } = await previewAssignment(tx, rule, asOf);
  if (shown !== undefined && shown !== fingerprint) throw previewChanged();
  if (!rule.isEnabled) return { protects: 0, fails: 0 };
  if (shown === undefined && protects.length + fails.length > 0) throw previewNotShown(protects.length, fails.length);
  return { protects: protects.length, fails: fails.length };
}

function previewNotShown(protects: number, fails: number): ConflictError {
  const failing = fails === 0 ? '' : `, and fail for ${sources(fails)}`;
  return new ConflictError({
    code: 'IMPACT_NOT_SHOWN',
    message: `This rule would at once protect ${sources(protects)}${failing}.`,
    cause: 'What a rule does to data sources that are there already must be shown first.',
    remedy: 'Ask assignmentPreview for what it would do, and send its fingerprint with the rule.',
  });
}

function sources(count: number): string {
  return count === 1 ? '1 data source' : `${count} data sources`;
}

function previewChanged(): ConflictError {
  return new ConflictError({
    code: 'IMPACT_CHANGED',
    message: 'The rule would no longer do what was shown.',
    cause:
      'Data sources, the rules before it, or its policy have changed since, it was more than an hour ago, or the rule is another one.',
    remedy: 'Ask assignmentPreview again, look, and send the new fingerprint.',
    retryable: true,
  });
}
