import { instant } from './format.ts';

/** How an item stands with being proven restorable. */
export interface ProofView {
  readonly state: 'NOT_ASKED' | 'NEVER' | 'PROVEN' | 'OVERDUE' | 'FAILED';
  readonly lastProvenAt?: string | undefined;
  /** When a drill failed that none has made good since. */
  readonly failedAt?: string | undefined;
  /** Until when a drill must have passed. */
  readonly dueBy?: string | undefined;
  readonly isLate: boolean;
}

/** `Last proven restorable 2 Nov 14:03`, and what is wrong with that. */
export function proofLine({ state, lastProvenAt, failedAt, dueBy, isLate }: ProofView): string {
  const [word, at] = lastProvenAt === undefined ? ['Never', ''] : ['Last', ` ${instant(lastProvenAt)}`];
  const proven = `${word} proven restorable${at}`;
  if (failedAt !== undefined)
    return `⛔ *The drill of ${instant(failedAt)} failed* · ${word.toLowerCase()} proven restorable${at}`;
  if (state === 'NOT_ASKED') return `${proven} · no drills are planned`;
  if (isLate) return `⚠️ ${proven}${dueBy === undefined ? '' : `: a drill should have passed by ${instant(dueBy)}`}`;
  return dueBy === undefined ? proven : `${proven} · next drill to pass by ${instant(dueBy)}`;
}
