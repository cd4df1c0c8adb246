import { expect, test } from 'vitest';
import { POLICY_PRESETS, presetOf } from '../domain/policy-presets.ts';
import { SOURCE_KINDS } from './index.ts';
import { unsupportedType } from './backup-types.ts';

const EVERY_ONE = POLICY_PRESETS.flatMap((preset) => SOURCE_KINDS.map((kind) => ({ preset, kind })));

test.for(EVERY_ONE)('the schedule of $preset can be followed by $kind', ({ preset, kind }) => {
  expect(unsupportedType({ name: 'any', kind }, presetOf(preset).schedule)).toBeNull();
});

test.for(SOURCE_KINDS)('%s says which rule asks for a type that it does not have', (kind) => {
  const { schedule } = presetOf('GOLD');
  const rules = schedule.rules.map((rule) => ({ ...rule, backupType: 'LOG' as const }));
  expect(unsupportedType({ name: 'crm', kind }, { ...schedule, rules })).toMatchObject({
    code: 'BACKUP_TYPE_UNSUPPORTED',
    message: 'crm has no LOG backups, which the rule hourly asks for.',
  });
});
