import type { DrillEvidence, DrillProbe } from '@holdfast/db/domain/drill';
import { exportDrill, rtoOf } from '@holdfast/db/domain/drill-export';
import { builder } from '../../builder.ts';
import { Failure } from '../errors.ts';
import { DrillChoiceEnum, DrillOutcomeEnum, DrillReportFormatEnum } from './enums.ts';

const Probe = builder.objectRef<DrillProbe>('DrillProbe').implement({
  description: 'One thing that was looked at in what a drill restored.',
  fields: (t) => ({
    name: t.exposeString('name'),
    passed: t.exposeBoolean('passed'),
    text: t.exposeString('text', { description: 'What was found, with figures.' }),
  }),
});

const RowCount = builder.objectRef<NonNullable<DrillEvidence['rows']>[number]>('DrillRowCount').implement({
  fields: (t) => ({
    table: t.exposeString('table', { description: 'As database.schema.table.' }),
    rows: t.expose('rows', { type: 'Long' }),
  }),
});

/** The objective that counts for the item now. */
const OBJECTIVE = {
  columns: { fetchMs: true, restoreMs: true },
  with: { item: { columns: { rtoSeconds: true }, with: { policy: { columns: { rtoSeconds: true } } } } },
} as const;

interface Timed {
  readonly fetchMs: number | null;
  readonly restoreMs: number | null;
  readonly item: { readonly rtoSeconds: number | null; readonly policy: { readonly rtoSeconds: number | null } };
}

function objectiveSecondsOf({ item }: Pick<Timed, 'item'>): number | null {
  return item.rtoSeconds ?? item.policy.rtoSeconds;
}

function checkOf({ item, ...times }: Timed) {
  return rtoOf({ ...times, objectiveSeconds: objectiveSecondsOf({ item }) });
}

const Drill = builder.drizzleNode('drills', {
  name: 'Drill',
  description:
    'A restore for real, to a scratch target that was removed afterwards, and what it found. It never changes.',
  id: { column: (drill) => drill.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    item: t.relation('item'),
    job: t.relation('job'),
    point: t.relation('point', { nullable: true, description: 'What was restored; null where there was nothing.' }),
    choice: t.expose('choice', { type: DrillChoiceEnum }),
    outcome: t.expose('outcome', { type: DrillOutcomeEnum }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime' }),
    fetchMs: t.expose('fetchMs', {
      type: 'Long',
      nullable: true,
      description: 'Until the vault had given the first entry of the point: opening it and reading its index.',
    }),
    restoreMs: t.expose('restoreMs', {
      type: 'Long',
      nullable: true,
      description: 'Of the restore itself, until all of it stood at the scratch target, which was ready before.',
    }),
    probeMs: t.expose('probeMs', { type: 'Long', nullable: true, description: 'Of the probes.' }),
    achievedRtoMs: t.field({
      type: 'Long',
      nullable: true,
      description: 'What a restore would have taken: fetching and restoring together, without the probes.',
      select: OBJECTIVE,
      resolve: (drill) => checkOf(drill)?.achievedMs,
    }),
    rtoObjectiveSeconds: t.int({
      nullable: true,
      description: 'The objective of the item, or of its policy, as it is now; null where none is set.',
      select: OBJECTIVE,
      resolve: objectiveSecondsOf,
    }),
    rtoMet: t.boolean({
      nullable: true,
      description: 'Whether it was within that objective; null where there is none, and where nothing was restored.',
      select: OBJECTIVE,
      resolve: (drill) => checkOf(drill)?.met,
    }),
    probes: t.field({
      type: [Probe],
      select: { columns: { evidence: true } },
      resolve: ({ evidence }) => evidence?.probes ?? [],
    }),
    files: t.field({
      type: 'Long',
      nullable: true,
      select: { columns: { evidence: true } },
      resolve: ({ evidence }) => evidence?.files,
    }),
    bytes: t.field({
      type: 'Long',
      nullable: true,
      select: { columns: { evidence: true } },
      resolve: ({ evidence }) => evidence?.bytes,
    }),
    filesCompared: t.field({
      type: 'Long',
      nullable: true,
      description: 'How many files were compared by their content.',
      select: { columns: { evidence: true } },
      resolve: ({ evidence }) => evidence?.filesCompared,
    }),
    tables: t.field({
      type: 'Long',
      nullable: true,
      select: { columns: { evidence: true } },
      resolve: ({ evidence }) => evidence?.tables,
    }),
    rows: t.field({
      type: [RowCount],
      description: 'Rows by table: the first ones.',
      select: { columns: { evidence: true } },
      resolve: ({ evidence }) => [...(evidence?.rows ?? [])],
    }),
    error: t.field({
      type: Failure,
      nullable: true,
      description: 'Why it failed or could not be judged.',
      select: { columns: { error: true } },
      resolve: ({ error }) => error,
    }),
    report: t.string({
      description: 'All of it as one text that stands by itself, to be handed on.',
      args: { format: t.arg({ type: DrillReportFormatEnum, defaultValue: 'MARKDOWN' }) },
      complexity: 5,
      select: {
        columns: {
          id: true,
          jobId: true,
          choice: true,
          outcome: true,
          startedAt: true,
          endedAt: true,
          fetchMs: true,
          restoreMs: true,
          probeMs: true,
          evidence: true,
          error: true,
        },
        with: {
          item: {
            columns: { id: true, name: true, kind: true, rtoSeconds: true },
            with: { policy: { columns: { rtoSeconds: true } }, vault: { columns: { name: true } } },
          },
          point: { columns: { id: true, takenAt: true } },
          job: { columns: { drill: true } },
        },
      },
      resolve: ({ item, job, ...drill }, { format }) => {
        const { id, name, kind, vault } = item;
        const objectiveSeconds = objectiveSecondsOf({ item });
        const report = {
          ...drill,
          item: { id, name, kind },
          vault: vault.name,
          plan: planOf(job.drill),
          objectiveSeconds,
        };
        return exportDrill(report, format ?? 'MARKDOWN');
      },
    }),
  }),
});

function planOf(plan: { readonly seed: string; readonly sampleFiles: number } | null) {
  return plan && { seed: plan.seed, sampleFiles: plan.sampleFiles };
}

builder.drizzleObjectField('protectedItems', 'lastDrill', (t) =>
  t.field({
    type: Drill,
    nullable: true,
    complexity: 5,
    // Beside the item: a list of items asks no more than one of them.
    select: (_args, _ctx, ofDrill) => ({ with: { drills: ofDrill({ orderBy: { id: 'desc' }, limit: 1 }) } }),
    resolve: ({ drills: [last] }) => last,
  }),
);
