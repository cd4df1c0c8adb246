import type { SessionGroup } from '@holdfast/db/queues/inspection';
import { builder } from '../builder.ts';
import type { TargetView } from '../look-at-target.ts';
import { Failure } from './errors.ts';

const Sessions = builder.objectRef<SessionGroup>('SessionGroup').implement({
  description: 'Sessions of one program and one user on a database server.',
  fields: (t) => ({
    application: t.exposeString('application', { description: 'As it calls itself; it may be empty.' }),
    user: t.exposeString('user'),
    count: t.exposeInt('count'),
  }),
});

export const TargetState = builder.objectRef<TargetView>('RestoreTargetState').implement({
  description: 'What stands where a restore would land, or why that is not known.',
  fields: (t) => ({
    known: t.boolean({ resolve: (target) => target.known }),
    exists: t.boolean({
      nullable: true,
      description: 'Whether anything is there that the restore is about. Null where it is not known.',
      resolve: (target) => (target.known ? target.exists : null),
    }),
    sessions: t.field({
      type: [Sessions],
      description: 'The sessions that this restore would end: those on a database that it replaces.',
      resolve: (target) => (target.known ? [...target.sessions] : []),
    }),
    notKnownBecause: t.field({
      type: Failure,
      nullable: true,
      description: 'Null where it is known.',
      resolve: (target) => (target.known ? null : target.because),
    }),
    wouldFailBecause: t.field({
      type: Failure,
      nullable: true,
      description:
        'Why a restore there would surely fail as things are, as where a worker may not write. Null where nothing is known that would stop it.',
      resolve: (target) => (!target.known && target.isFinal ? target.because : null),
    }),
  }),
});
