import { plainSection, type Section } from './blocks.ts';
import { plain } from './escape.ts';
import type { ErrorView } from './views.ts';

/** What happened, why and what to do; whose fault it is decides to whom the last is said. */
export function errorSection(error: ErrorView): Section {
  return plainSection(plain(error.message), `Why: ${plain(error.cause)}`, whatToDo(error));
}

/** The same of what was noticed, and is no work that failed: there is nothing to try again. */
export function noticedSection({ message, cause, remedy }: ErrorView): Section {
  return plainSection(plain(message), `Why: ${plain(cause)}`, `What to do: ${plain(remedy)}`);
}

function whatToDo({ remedy, retryable, fault }: ErrorView): string {
  const again = retryable ? 'Trying again can succeed.' : 'Until then, trying again fails the same way.';
  if (fault === 'USER') return `What to do: ${plain(remedy)} ${again}`;
  return `Nothing you did. Whoever runs Holdfast: ${plain(remedy)} ${again}`;
}
