import type { Deletion } from '@holdfast/db/domain/recovery-point';
import { builder } from '../../builder.ts';
import { ActorType } from '../actor.ts';
import { DeletedByEnum, DeletionWhyEnum } from './enums.ts';

export const DeletionType = builder.objectRef<Deletion>('Deletion').implement({
  description: 'By what or whom a recovery point was deleted, and why.',
  fields: (t) => ({
    by: t.expose('by', { type: DeletedByEnum }),
    text: t.exposeString('text', { description: 'Why, in words: those of retention, or of the person.' }),
    why: t.field({
      type: DeletionWhyEnum,
      nullable: true,
      description: 'Of retention.',
      resolve: (deletion) => (deletion.by === 'RETENTION' ? deletion.why : null),
    }),
    policyId: t.id({
      nullable: true,
      description: 'Of retention: the policy that said so.',
      resolve: (deletion) => (deletion.by === 'RETENTION' ? deletion.policyId : null),
    }),
    policyVersion: t.int({
      nullable: true,
      resolve: (deletion) => (deletion.by === 'RETENTION' ? deletion.policyVersion : null),
    }),
    actor: t.field({
      type: ActorType,
      nullable: true,
      description: 'The person.',
      resolve: (deletion) => (deletion.by === 'PERSON' ? deletion.actor : null),
    }),
  }),
});
