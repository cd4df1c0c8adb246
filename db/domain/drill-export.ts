import { describePoint, type DrilledPoint } from './drill-errors.ts';
import type { DrillChoice, DrillEvidence, DrillOutcome, DrillPlan } from './drill.ts';
import { achievedRtoMs, objectiveOf } from './drill-report.ts';
import type { ErrorInfo } from './fault.ts';
import { exactly, lastingAgainst } from './lasting.ts';
import { sizeInWords } from './size-words.ts';
import { utc } from './utc.ts';

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
  const rto = rtoOf(report) ?? { achievedMs: null, objectiveSeconds, met: null };
  return `${JSON.stringify({ ...rest, rto }, null, 2)}\n`;
}

const TITLE: Record<DrillOutcome, string> = {
  PASSED: 'proven restorable',
  FAILED: 'failed',
  SKIPPED: 'could not be judged',
};

/** What proves that it restores may still show that it does not restore in time. */
function titleOf(report: DrillReport): string {
  const isOver = report.outcome === 'PASSED' && rtoOf(report)?.met === false;
  return `${TITLE[report.outcome]}${isOver ? ', but over its objective' : ''}`;
}

function asMarkdown(report: DrillReport): string {
  const { item, vault, point, choice, startedAt, endedAt, plan, evidence, error } = report;
  return `${[
    `# Restore drill of ${escaped(item.name)}: ${titleOf(report)}`,
    '',
    `- item: ${escaped(item.name)} (${item.id}, ${item.kind}), in the vault ${escaped(vault)}`,
    `- restored: ${point ? describePoint(point) : 'nothing'}, chosen as ${choice}${evidence ? amountText(evidence) : ''}`,
    `- from ${utc(startedAt)} to ${utc(endedAt)}`,
    ...timeLines(report),
    `- drill ${report.id}, job ${report.jobId}${plan ? `, seed ${plan.seed}` : ''}`,
    ...(error ? errorLines(error) : []),
    ...(evidence ? probeLines(evidence) : []),
    ...(evidence?.rows ? rowLines(evidence.rows) : []),
  ].join('\n')}\n`;
}

/** `; 5049 files, 359 MB`, of what is known. */
function amountText({ tables, files, bytes }: DrillEvidence): string {
  const known = [
    ...(tables === undefined ? counted(files, 'file') : counted(tables, 'table')),
    ...(bytes === undefined ? [] : [sizeInWords(bytes)]),
  ];
  return known.length === 0 ? '' : `; ${known.join(', ')}`;
}

function counted(value: number | undefined, one: string): string[] {
  return value === undefined ? [] : [`${value} ${one}${value === 1 ? '' : 's'}`];
}

function errorLines({ message, cause, remedy }: ErrorInfo): string[] {
  const said = { Why: message, Cause: cause, Remedy: remedy };
  return Object.entries(said).flatMap(([label, text]) => ['', `**${label}:** ${escaped(text)}`]);
}

function timeLines(report: DrillReport): string[] {
  const rto = rtoOf(report);
  if (!rto) return [];
  const { fetchMs, restoreMs, probeMs } = report;
  const against =
    rto.objectiveSeconds === null
      ? 'no objective is set'
      : `${rto.met ? 'within' : 'over'} the objective of ${exactly(rto.objectiveSeconds)}`;
  return [
    `- achieved restore time: ${took(rto.achievedMs, rto.objectiveSeconds)} (vault opened in ${took(fetchMs ?? 0)}, restored in ${took(restoreMs ?? 0)}); ${against}`,
    ...(probeMs === null ? [] : [`- probes took ${took(probeMs)}`]),
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

function took(ms: number, objectiveSeconds: number | null = null): string {
  return lastingAgainst(ms / 1000, objectiveSeconds);
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', String.raw`\|`);
}

/** Names are whatever people chose: they may not begin a line or be markup of their own. */
function escaped(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_<>[\]]/g, String.raw`\$&`);
}
