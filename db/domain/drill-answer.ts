import type { DrillQuery } from './drill.ts';

/** What a person's query came to: one row with one column, as text; null for SQL's null. */
export type Answer = string | null;

/** Values are somebody's data: a report shows their beginning. */
const LONGEST_SHOWN = 80;

/** Whether an answer is the expected one, and in words what came. A number is one as SQL writes it, bounds included. */
export function judgeAnswer(expect: DrillQuery['expect'], answer: Answer): { passed: boolean; text: string } {
  if ('equals' in expect) {
    const passed = answer === expect.equals;
    return {
      passed,
      text: passed
        ? `It gave ${shown(answer)}, as expected.`
        : `It gave ${shown(answer)}, not ${shown(expect.equals)}.`,
    };
  }
  const number = answer === null || answer.trim() === '' ? NaN : Number(answer);
  const { atLeast = -Infinity, atMost = Infinity } = expect;
  const passed = number >= atLeast && number <= atMost;
  return { passed, text: `It gave ${shown(answer)}, ${passed ? 'which is' : 'not'} ${boundsOf(expect)}.` };
}

function boundsOf({ atLeast, atMost }: { atLeast?: number | undefined; atMost?: number | undefined }): string {
  if (atLeast === undefined && atMost === undefined) return 'a number';
  if (atLeast === undefined) return `a number of ${atMost} at most`;
  if (atMost === undefined) return `a number of ${atLeast} at least`;
  return `a number from ${atLeast} to ${atMost}`;
}

function shown(answer: Answer): string {
  if (answer === null) return 'null';
  if (answer.length <= LONGEST_SHOWN) return `"${answer}"`;
  // Half of a character is none that the store would take.
  const [last = ''] = answer.slice(LONGEST_SHOWN - 1);
  return `"${answer.slice(0, LONGEST_SHOWN - 1)}${last}…"`;
}
