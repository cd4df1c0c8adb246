import { inert } from './escape.ts';
import { instant } from './format.ts';

/** What is unusual about a recovery point, while nobody has said that it was meant. */
export interface SuspicionView {
  /** Of the point that is unlike those before it. */
  readonly takenAt: string;
  readonly reasons: readonly { readonly text: string }[];
  /** When the last point before it was taken that nothing is held against. */
  readonly lastGoodAt?: string | undefined;
}

/** `unlike those before it: 3.1 GB instead of about 12 GB. The last one before it is of …` */
export function suspicionText({ reasons, lastGoodAt }: SuspicionView): string {
  const why = reasons.map(({ text }) => inert(text)).join('; ');
  const before = lastGoodAt === undefined ? '' : `. The last one before it: ${instant(lastGoodAt)}`;
  return `unlike those before it: ${why}${before}`;
}
