import type { Comparison, ForScale, Goal, Report } from './report.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** The report as people read it. */
export function renderReport(report: Report): string {
  const { machine } = report;
  const lines = [
    `${machine.cores} cores, ${machine.processor}, ${(machine.memoryBytes / GIB).toFixed(0)} GiB; Linux ${machine.kernel}`,
    `Node ${machine.node}, restic ${machine.restic}, PostgreSQL ${machine.postgres}; scale ${report.scale}, medians of ${report.rounds} rounds`,
    ...report.data.map((data) => `${data.benchmark}: ${whole(data.files)} files, ${(data.bytes / MIB).toFixed(1)} MiB`),
    '',
    ...alignColumns([COMPARED, ...report.comparisons.map(comparisonRow)]),
    '',
    ...report.comparisons.filter((one) => Object.keys(one.parts).length > 0).map(partsLine),
  ];
  if (report.forScale.length > 0) {
    lines.push('', ...alignColumns([FOR_SCALE, ...report.forScale.map(scaleRow)]));
  }
  return `${lines.join('\n')}\n`;
}

const COMPARED = ['', '', 'Holdfast', 'baseline', '', 'ratio', 'longer by', 'goal', ''];

function comparisonRow(one: Comparison): string[] {
  return [
    one.benchmark,
    one.name,
    inMs(one.holdfastMs),
    inMs(one.baselineMs),
    one.baseline,
    one.ratio.toFixed(2),
    inMs(one.differenceMs),
    one.goal ? goalText(one.goal) : '',
    one.held === null ? '' : one.held ? 'held' : 'missed',
  ];
}

function goalText(goal: Goal): string {
  return goal.kind === 'ratio' ? `at most ${goal.atMost.toFixed(2)}` : `at most ${inMs(goal.atMostMs)} longer`;
}

function partsLine(one: Comparison): string {
  const parts = Object.entries(one.parts).map(([name, ms]) => `${name} ${inMs(ms)}`);
  return `${one.benchmark}, ${one.name}: ${parts.join('; ')}`;
}

const FOR_SCALE = ['for scale', '', '', 'written'];

function scaleRow(one: ForScale): string[] {
  const written = one.bytes === null ? '' : `${(one.bytes / MIB).toFixed(1)} MiB`;
  return [one.benchmark, one.name, inMs(one.ms), written];
}

function inMs(ms: number): string {
  return `${Math.abs(ms) < 100 ? ms.toFixed(1) : whole(ms)} ms`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Columns of words to the left, of figures to the right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const isFigure = (column: number) => rows.some((row) => /^-?[\d,.]+( ms)?$/.test(row[column] ?? ''));
  const pad = widths.map(
    (width, column) => (cell: string) => (isFigure(column) ? cell.padStart(width) : cell.padEnd(width)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => pad[column]?.(cell) ?? cell)
      .join('  ')
      .trimEnd(),
  );
}
