import type { Deletion } from '@holdfast/db/domain/recovery-point';
import { builder } from '../../builder.ts';
import { DeletedByEnum, DeletionWhyEnum } from '../enums.ts';

export const DeletionType = builder.objectRef<Deletion>('Deletion').implement({
  description: 'By what a recovery point was deleted, and why.',
  fields: (t) => ({
    by: t.expose('by', { type: DeletedByEnum }),
    why: t.expose('why', { type: DeletionWhyEnum }),
    text: t.exposeString('text', { description: 'The same in words.' }),
    policyId: t.exposeID('policyId'),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the policy that said so.' }),
  }),
});
