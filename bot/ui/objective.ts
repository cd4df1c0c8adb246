import { duration } from './format.ts';

/** What is told as a difference; less reads as nothing. */
const TOLD_MS = 50;

/** `, within the objective of 1 h` or `, 3 min over the objective of 1 min`, to follow what something took; nothing without an objective. */
export function againstObjective(tookMs: number, objectiveSeconds: number | undefined): string {
  if (objectiveSeconds === undefined) return '';
  const objective = objectiveSeconds * 1_000;
  const over = tookMs - objective;
  if (over <= 0) return `, within the objective of ${duration(objective)}`;
  return `, ${over < TOLD_MS ? 'just' : duration(over)} over the objective of ${duration(objective)}`;
}
