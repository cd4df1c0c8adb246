import { bytes, counted, duration, instant } from './format.ts';
import { againstObjective } from './objective.ts';

/** What a drill measured that passed. Times in milliseconds. */
export interface DrilledView {
  /** The instant whose state was restored. */
  readonly takenAt: string;
  readonly achievedRtoMs: number;
  readonly probeMs: number;
  readonly rtoObjectiveSeconds?: number | undefined;
  readonly probes: number;
  readonly files?: number | undefined;
  readonly tables?: number | undefined;
  readonly bytes?: number | undefined;
}

/** `restored in 12 s, within the objective of 1 h · 3,412 files (2.8 GB) · 3 probes passed in 2 s` */
export function drilledNumbers(drilled: DrilledView): string {
  const { achievedRtoMs, rtoObjectiveSeconds, probes, probeMs } = drilled;
  return [
    `restored in ${duration(achievedRtoMs)}${againstObjective(achievedRtoMs, rtoObjectiveSeconds)}`,
    amount(drilled),
    `${counted(probes, 'probe')} passed in ${duration(probeMs)}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** Whether the restore took longer than its objective allows. */
export function isOver({ achievedRtoMs, rtoObjectiveSeconds }: DrilledView): boolean {
  return rtoObjectiveSeconds !== undefined && achievedRtoMs > rtoObjectiveSeconds * 1_000;
}

/** What it proves. */
export function drilledLine({ takenAt }: DrilledView): string {
  return `Proven restorable: the point of ${instant(takenAt)} was restored to a scratch target, looked at, and removed again.`;
}

function amount({ files, tables, bytes: size }: DrilledView): string | undefined {
  const counts = tables === undefined ? files !== undefined && counted(files, 'file') : counted(tables, 'table');
  if (counts === false) return undefined;
  return size === undefined ? counts : `${counts} (${bytes(size)})`;
}
