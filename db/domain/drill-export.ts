import { describePoint, type DrilledPoint } from './drill-errors.ts';
import type { DrillChoice, DrillEvidence, DrillOutcome, DrillPlan } from './drill.ts';
import { achievedRtoMs, objectiveOf } from './drill-report.ts';
import type { ErrorInfo } from './fault.ts';

export const DRILL_REPORT_FORMATS = ['MARKDOWN', 'JSON'] as const;
export type DrillReportFormat = (typeof DRILL_REPORT_FORMATS)[number];

/** Everything that is kept of a drill, as it is handed to whoever asks for a proof. */
export interface DrillReport {
  readonly id: string;
  readonly jobId: string;
  readonly item: { readonly id: string; readonly name: string; readonly kind: string };
  readonly vault: string;
  readonly point: DrilledPoint | null;
  readonly choice: DrillChoice;
  readonly outcome: DrillOutcome;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Milliseconds; null where it did not come so far. */
  readonly fetchMs: number | null;
  readonly restoreMs: number | null;
  readonly probeMs: number | null;
  readonly objectiveSeconds: number | null;
  readonly plan: Pick<DrillPlan, 'seed' | 'sampleFiles'> | null;
  readonly evidence: DrillEvidence | null;
  readonly error: ErrorInfo | null;
}

/** A report as a text that stands by itself. */
export function exportDrill(report: DrillReport, format: DrillReportFormat): string {
  return format === 'JSON' ? asJson(report) : asMarkdown(report);
}

/** The restore time against its objective; null where it came to no restore. */
export function rtoOf({
  fetchMs,
  restoreMs,
  objectiveSeconds,
}: Pick<DrillReport, 'fetchMs' | 'restoreMs' | 'objectiveSeconds'>) {
  if (fetchMs === null || restoreMs === null) return null;
  return objectiveOf(achievedRtoMs({ fetchMs, restoreMs }), objectiveSeconds);
}

function asJson(report: DrillReport): string {
  const { objectiveSeconds, ...rest } = report;
  return `${JSON.stringify({ ...rest, rto: rtoOf(report), objectiveSeconds }, null, 2)}\n`;
}

const TITLE: Record<DrillOutcome, string> = {
  PASSED: 'passed: proven restorable',
  FAILED: 'failed',
  SKIPPED: 'could not be judged',
};

function asMarkdown(report: DrillReport): string {
  const { item, vault, point, choice, outcome, startedAt, endedAt, plan, evidence, error } = report;
  return `${[
    `# Restore drill of ${escaped(item.name)}: ${TITLE[outcome]}`,
    '',
    `- item: ${escaped(item.name)} (${item.id}, ${item.kind}), in the vault ${escaped(vault)}`,
    `- restored: ${point ? describePoint(point) : 'nothing'}, chosen as ${choice}`,
    `- from ${startedAt.toISOString()} to ${endedAt.toISOString()}`,
    ...timeLines(report),
    `- drill ${report.id}, job ${report.jobId}${plan ? `, seed ${plan.seed}` : ''}`,
    ...(error ? ['', '## Why', '', escaped(error.message), '', escaped(error.cause), '', escaped(error.remedy)] : []),
    ...(evidence ? probeLines(evidence) : []),
    ...(evidence?.rows ? rowLines(evidence.rows) : []),
  ].join('\n')}\n`;
}

function timeLines(report: DrillReport): string[] {
  const rto = rtoOf(report);
  if (!rto) return [];
  const { fetchMs, restoreMs, probeMs } = report;
  const against =
    rto.objectiveSeconds === null
      ? 'no objective is set'
      : `${rto.met ? 'within' : 'over'} the objective of ${rto.objectiveSeconds} s`;
  return [
    `- achieved restore time: ${seconds(rto.achievedMs)} (vault opened in ${seconds(fetchMs ?? 0)}, restored in ${seconds(restoreMs ?? 0)}); ${against}`,
    ...(probeMs === null ? [] : [`- probes took ${seconds(probeMs)}`]),
  ];
}

function probeLines({ probes }: DrillEvidence): string[] {
  const rows = probes.map(
    ({ name, passed, text }) => `| ${cell(name)} | ${passed ? 'passed' : '**failed**'} | ${cell(text)} |`,
  );
  return ['', '## Probes', '', '| probe | | found |', '|---|---|---|', ...rows];
}

function rowLines(rows: NonNullable<DrillEvidence['rows']>): string[] {
  return [
    '',
    '## Rows',
    '',
    '| table | rows |',
    '|---|---:|',
    ...rows.map((row) => `| ${cell(row.table)} | ${row.rows} |`),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', String.raw`\|`);
}

/** Names are whatever people chose: they may not begin a line or be markup of their own. */
function escaped(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_<>[\]]/g, String.raw`\$&`);
}
