import { z } from 'zod';
import { builder } from '../../builder.ts';

const drilledShape = z.object({
  takenAt: z.iso.datetime().transform((text) => new Date(text)),
  fetchMs: z.number(),
  restoreMs: z.number(),
  probeMs: z.number(),
  rtoMs: z.number(),
  rtoObjectiveSeconds: z.number().nullable(),
  probes: z.number(),
  files: z.number().nullable(),
  tables: z.number().nullable(),
  bytes: z.number().nullable(),
});

/** A drill's result as it was kept; null for a job that proved nothing. */
export function drilledOf(result: unknown): z.output<typeof drilledShape> | null {
  return drilledShape.safeParse(result).data ?? null;
}

export const Drilled = builder.objectRef<z.output<typeof drilledShape>>('Drilled').implement({
  description: 'What a drill measured that proved its item restorable.',
  fields: (t) => ({
    takenAt: t.expose('takenAt', { type: 'DateTime', description: 'The instant whose state was restored.' }),
    fetchMs: t.expose('fetchMs', { type: 'Long' }),
    restoreMs: t.expose('restoreMs', { type: 'Long' }),
    probeMs: t.expose('probeMs', { type: 'Long' }),
    achievedRtoMs: t.field({ type: 'Long', resolve: ({ rtoMs }) => rtoMs }),
    rtoObjectiveSeconds: t.exposeInt('rtoObjectiveSeconds', {
      nullable: true,
      description: 'As it was then; null where none was set.',
    }),
    probes: t.exposeInt('probes', { description: 'How many probes there were; all passed.' }),
    files: t.expose('files', { type: 'Long', nullable: true, description: 'Null where databases were restored.' }),
    tables: t.expose('tables', { type: 'Long', nullable: true, description: 'Null where files were restored.' }),
    bytes: t.expose('bytes', { type: 'Long', nullable: true }),
  }),
});
