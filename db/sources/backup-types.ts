import { ConflictError } from '../domain/errors.ts';
import type { BackupType } from '../domain/recovery-point.ts';
import { CAPABILITIES, type SourceKind } from './index.ts';

/**
 * Refuses a type of backup that the item's kind does not have.
 * @param rule the key of the rule that asks for it, where one does
 * @throws ConflictError BACKUP_TYPE_UNSUPPORTED
 */
export function assertHasType(item: { name: string; kind: SourceKind }, type: BackupType, rule?: string): void {
  const { backupTypes, label } = CAPABILITIES[item.kind];
  if (backupTypes.includes(type)) return;
  throw new ConflictError({
    code: 'BACKUP_TYPE_UNSUPPORTED',
    message: `${item.name} has no ${type} backups${rule === undefined ? '' : `, which the rule ${rule} asks for`}.`,
    cause: `${label} can be backed up as ${backupTypes.join(', ')}.`,
    remedy:
      rule === undefined
        ? 'Ask for a type that it has.'
        : 'Take that rule out of the policy, or put the item under another policy.',
  });
}
