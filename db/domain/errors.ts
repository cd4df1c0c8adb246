import type { ErrorInfo, Fault } from './fault.ts';

/** The base of every error Holdfast raises on purpose. Anything else that is thrown is a defect and is masked at the edges. */
export class HoldfastError extends Error implements ErrorInfo {
  override readonly name: string = 'HoldfastError';
  readonly code: string;
  override readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;

  constructor(info: ErrorInfo) {
    super(info.message);
    this.code = info.code;
    this.cause = info.cause;
    this.remedy = info.remedy;
    this.retryable = info.retryable;
    this.fault = info.fault;
  }
}

/** One thing wrong with an input: where it is (`target.path`) and what is wrong there. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** The input cannot be taken; nothing was changed. All issues are told at once. */
export class InvalidInputError extends HoldfastError {
  override readonly name = 'InvalidInputError';
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    super({
      code: 'INVALID_INPUT',
      message: issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; '),
      cause: 'The input does not have the form that is asked for.',
      remedy: 'Correct the named fields and send it again.',
      retryable: false,
      fault: 'USER',
    });
    this.issues = issues;
  }
}

/** The thing does not exist, or the actor may not know that it does: both answer alike. */
export class NotFoundError extends HoldfastError {
  override readonly name = 'NotFoundError';

  constructor(what: string, id: string) {
    super({
      code: 'NOT_FOUND',
      message: `There is no ${what} ${id}.`,
      cause: `No ${what} with this id or name exists, or you may not see it.`,
      remedy: `List what there is and use the id of an existing ${what}.`,
      retryable: false,
      fault: 'USER',
    });
  }
}

/** The actor is known and may not do this. */
export class NotAuthorizedError extends HoldfastError {
  override readonly name = 'NotAuthorizedError';

  constructor(info: { action: string; needs: string; cause?: string; remedy?: string }) {
    super({
      code: 'NOT_AUTHORIZED',
      message: `You may not ${info.action}.`,
      cause: info.cause ?? `This needs the role ${info.needs}.`,
      remedy: info.remedy ?? `Ask an administrator of Holdfast for the role ${info.needs}.`,
      retryable: false,
      fault: 'USER',
    });
  }
}

/** The state of the world forbids it: a name is taken, a job is already running, a point has gone. */
export class ConflictError extends HoldfastError {
  override readonly name = 'ConflictError';
  /** The job that stands in the way, where there is one. */
  readonly jobId: string | undefined;

  constructor(info: Omit<ErrorInfo, 'retryable' | 'fault'> & { jobId?: string | undefined; retryable?: boolean }) {
    super({ ...info, retryable: info.retryable ?? false, fault: 'USER' });
    this.jobId = info.jobId;
  }
}

/** A name or a place that something else has. @param message which, in words */
export function alreadyExists(message: string): ConflictError {
  return new ConflictError({
    code: 'ALREADY_EXISTS',
    message,
    cause: 'It must be the only one.',
    remedy: 'Use the existing one or choose another name or place.',
  });
}

/** The same idempotency key came with another input (law 7). */
export class IdempotencyMismatchError extends HoldfastError {
  override readonly name = 'IdempotencyMismatchError';

  constructor() {
    super({
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: 'This idempotency key was already used with another input.',
      cause: 'A key names one intent; the first request with it asked for something else.',
      remedy: 'Use a new key for a new request, or send the first request again unchanged.',
      retryable: false,
      fault: 'USER',
    });
  }
}

/** A run no longer holds its job: another attempt does, or the job has ended (law 2). The run must stop its children and change nothing. */
export class FencedError extends HoldfastError {
  override readonly name = 'FencedError';

  constructor(jobId: string, attempt: number) {
    super({
      code: 'ATTEMPT_FENCED',
      message: `Attempt ${attempt} of ${jobId} no longer holds the job.`,
      cause: 'Another attempt took the job over, or the job has ended.',
      remedy: 'Nothing to do: the attempt that holds the job goes on.',
      retryable: false,
      fault: 'SERVICE',
    });
  }
}

/** An {@link ErrorInfo} as a plain object, safe to store or send: no stack, nothing that was not meant to be told. */
export function toErrorInfo(error: ErrorInfo): ErrorInfo {
  const { code, message, cause, remedy, retryable, fault } = error;
  return { code, message, cause, remedy, retryable, fault };
}
