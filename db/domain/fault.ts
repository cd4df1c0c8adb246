/** Who has to act on an error: the person who asked (`USER`) or whoever runs Holdfast (`SERVICE`). */
export const FAULTS = ['USER', 'SERVICE'] as const;
export type Fault = (typeof FAULTS)[number];

/** What every error of Holdfast tells, wherever it is shown: an API result, a Slack text, a job's row, an exit. */
export interface ErrorInfo {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
}
