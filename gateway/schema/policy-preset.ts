import { parseInput } from '@holdfast/db/domain/parse';
import { POLICY_PRESETS, presetOf, type PolicyPreset, type PolicyPresetName } from '@holdfast/db/domain/policy-presets';
import { zoneNameSchema } from '@holdfast/db/domain/schedule-schema';
import { z } from 'zod';
import { builder } from '../builder.ts';
import { RetentionType } from './retention/type.ts';
import { ScheduleType } from './schedule/type.ts';

export const PolicyPresetEnum = builder.enumType('PolicyPresetName', {
  description: 'What a policy can begin with; policyPresets tells what each comes to.',
  values: { BRONZE: {}, SILVER: {}, GOLD: {} } satisfies Record<PolicyPresetName, object>,
});

const PresetType = builder.objectRef<PolicyPreset>('PolicyPreset').implement({
  description: 'A schedule and a retention that go together, for every kind of data source.',
  fields: (t) => ({
    name: t.expose('name', { type: PolicyPresetEnum }),
    description: t.string({ description: 'For what, and what it comes to.', resolve: ({ text }) => text }),
    schedule: t.field({ type: ScheduleType, resolve: ({ schedule }) => schedule }),
    retention: t.field({ type: RetentionType, resolve: ({ retention }) => retention }),
  }),
});

builder.queryField('policyPresets', (t) =>
  t.field({
    type: [PresetType],
    description: 'What createPolicy makes of each preset, from the least to the most.',
    args: { timeZone: t.arg.string({ description: 'By whose clock, such as Europe/Berlin. Default: UTC.' }) },
    resolve: (_root, { timeZone }) => {
      const zone = parseInput(z.object({ timeZone: zoneNameSchema.default('UTC') }), {
        timeZone: timeZone ?? undefined,
      });
      return POLICY_PRESETS.map((name) => presetOf(name, zone.timeZone));
    },
  }),
);
