import { ConflictError } from '../domain/errors.ts';
import type { Schedule } from '../domain/schedule.ts';
import { CAPABILITIES, type SourceKind } from './index.ts';

/** What keeps something of a kind from being backed up by a schedule: a rule asks for a type that the kind does not have. Null where none does. */
export function unsupportedType(
  { name, kind }: { readonly name: string; readonly kind: SourceKind },
  schedule: Schedule,
): ConflictError | null {
  const { backupTypes, label } = CAPABILITIES[kind];
  const foreign = schedule.rules.find((rule) => !backupTypes.includes(rule.backupType));
  if (!foreign) return null;
  return new ConflictError({
    code: 'BACKUP_TYPE_UNSUPPORTED',
    message: `${name} has no ${foreign.backupType} backups, which the rule ${foreign.key} asks for.`,
    cause: `${label} can be backed up as ${backupTypes.join(', ')}.`,
    remedy: 'Take that rule out of the policy, or put the item under another policy.',
  });
}
