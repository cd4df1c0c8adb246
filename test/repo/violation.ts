/** One place that breaks one rule, told so that a reader can mend it without looking the rule up. */
export interface Violation {
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly rule: string;
  readonly reason: string;
}

/** One line a violation, sorted: what a failing test prints. */
export function describeViolations(violations: readonly Violation[]): string[] {
  return violations
    .map(({ file, line, rule, reason }) => `${file}${line === undefined ? '' : `:${line}`}: ${rule} — ${reason}`)
    .toSorted();
}
