/** What happens to the process at an armed point: it dies as if the power went, or it stops until it is sent SIGCONT. */
export const FAULT_ACTIONS = ['kill', 'pause'] as const;
export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** A point to fail at: its name, at which passing of it (from 1), and how. */
export interface Fault {
  readonly point: string;
  readonly passing: number;
  readonly action: FaultAction;
}

const SIGNALS = { kill: 'SIGKILL', pause: 'SIGSTOP' } as const satisfies Record<FaultAction, NodeJS.Signals>;

const armed: Fault[] = [];
const passed = new Map<string, number>();

/** Arms these faults for the rest of this process's life. Only the start of a process under test calls it. */
export function armFaults(faults: readonly Fault[]): void {
  armed.push(...faults);
}

/** Marks an instruction at which a test may end this process. Does nothing, and costs nothing, where no fault is armed. */
export function faultPoint(point: string): void {
  if (armed.length === 0) return;
  const passing = (passed.get(point) ?? 0) + 1;
  passed.set(point, passing);
  const fault = armed.find((candidate) => candidate.point === point && candidate.passing === passing);
  if (fault) process.kill(process.pid, SIGNALS[fault.action]);
}
