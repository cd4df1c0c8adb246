import { instant } from './format.ts';

/** How an item stands with being proven restorable. */
export interface ProofView {
  readonly state: 'NOT_ASKED' | 'NEVER' | 'PROVEN' | 'OVERDUE';
  readonly lastProvenAt?: string | undefined;
  /** Until when a drill must have passed. */
  readonly dueBy?: string | undefined;
  readonly isLate: boolean;
}

/** `Last proven restorable 2 Nov 14:03`, and what is wrong with that. */
export function proofLine({ state, lastProvenAt, dueBy, isLate }: ProofView): string {
  const proven =
    lastProvenAt === undefined ? 'Never proven restorable' : `Last proven restorable ${instant(lastProvenAt)}`;
  if (state === 'NOT_ASKED') return `${proven} · no drills are planned`;
  if (isLate) return `⚠️ ${proven}${dueBy === undefined ? '' : `: a drill should have passed by ${instant(dueBy)}`}`;
  return dueBy === undefined ? proven : `${proven} · next drill to pass by ${instant(dueBy)}`;
}
