import { ConflictError } from '../domain/errors.ts';
import type { BackupType } from '../domain/recovery-point.ts';
import type { Schedule } from '../domain/schedule.ts';
import { CAPABILITIES, type SourceKind } from './index.ts';

interface Item {
  readonly name: string;
  readonly kind: SourceKind;
}

/**
 * Refuses a type of backup that the item's kind does not have.
 * @param rule the key of the rule that asks for it, where one does
 * @throws ConflictError BACKUP_TYPE_UNSUPPORTED
 */
export function assertHasType(item: Item, type: BackupType, rule?: string): void {
  if (!CAPABILITIES[item.kind].backupTypes.includes(type)) throw unsupported(item, type, rule);
}

/** What keeps an item from being backed up by a schedule, as `assertHasType` would throw it; null where its kind has all types. */
export function unsupportedType(item: Item, schedule: Schedule): ConflictError | null {
  const { backupTypes } = CAPABILITIES[item.kind];
  const foreign = schedule.rules.find(({ backupType }) => !backupTypes.includes(backupType));
  return foreign ? unsupported(item, foreign.backupType, foreign.key) : null;
}

function unsupported({ name, kind }: Item, type: BackupType, rule?: string): ConflictError {
  const { backupTypes, label } = CAPABILITIES[kind];
  return new ConflictError({
    code: 'BACKUP_TYPE_UNSUPPORTED',
    message: `${name} has no ${type} backups${rule === undefined ? '' : `, which the rule ${rule} asks for`}.`,
    cause: `${label} can be backed up as ${backupTypes.join(', ')}.`,
    remedy:
      rule === undefined
        ? 'Ask for a type that it has.'
        : 'Take that rule out of the policy, or put the item under another policy.',
  });
}
