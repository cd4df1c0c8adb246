import { bytes, count, duration, rate } from '@holdfast/bot/ui/format';
import type { Report, StepReport } from './report.ts';

const COLUMNS: readonly { readonly title: string; readonly of: (step: StepReport) => string }[] = [
  { title: 'step', of: ({ title }) => title },
  { title: 'size', of: (step) => shown(step.bytes, bytes) },
  { title: 'time', of: ({ ms }) => duration(ms) },
  { title: 'throughput', of: (step) => shown(step.bytesPerSecond, rate) },
  { title: 'stored', of: (step) => shown(step.storedBytes, bytes) },
  { title: 'restore time', of: (step) => shown(step.restoreMs, duration) },
];

/** The report for people. */
export function table({ sample, steps, comparisons, totalMs }: Report): string {
  const rows = [COLUMNS.map(({ title }) => title), ...steps.map((step) => COLUMNS.map(({ of }) => of(step)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => aligned(cell, column, widths[column])).join('  '));
  const [head = '', ...body] = lines;
  const whole = sample
    ? `${count(sample.files)} files, ${bytes(sample.folderBytes)}; ${count(sample.rows)} rows in ${sample.tables} tables, ${bytes(sample.databaseBytes)}`
    : 'none';
  return [
    `sample: ${whole}`,
    '',
    head,
    '-'.repeat(head.length),
    ...body,
    '-'.repeat(head.length),
    `total ${duration(totalMs)}`,
    '',
    ...comparisons.map(
      ({ held, title, compared }) => `${held ? 'held  ' : 'BROKEN'}  ${title} (${count(compared)} compared)`,
    ),
    verdict(comparisons.filter(({ held }) => !held).length),
  ].join('\n');
}

function verdict(broken: number): string {
  return broken === 0 ? '\nEvery comparison held.' : `\n${broken} of the comparisons did NOT hold.`;
}

function shown(value: number | null, format: (value: number) => string): string {
  return value === null ? '' : format(value);
}

/** The first column holds words, the others numbers. */
function aligned(cell: string, column: number, width = 0): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
