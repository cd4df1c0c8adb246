import { InvalidInputError } from './errors.ts';

/** What rules look at in a data source. */
export interface SourceTraits {
  readonly kind: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Which data sources a rule is for. */
export interface RuleCriteria {
  /** Null: any. */
  readonly kind: string | null;
  /** All of them must be there; none: whatever the tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** An assignment rule, as far as it decides who it is for. */
export interface RuleTraits extends RuleCriteria {
  readonly name: string;
  /** Unlike that of any other rule; the lowest one counts. */
  readonly place: number;
  readonly isEnabled: boolean;
}

/** The rule that counts for a data source, or null, and why. */
export interface Decision<R> {
  readonly rule: R | null;
  readonly because: string;
}

/**
 * Which rule protects a data source: of the enabled ones that match it, that with the lowest place. The order in which rules are given
 * makes no difference.
 */
export function decideAssignment<R extends RuleTraits>(source: SourceTraits, rules: readonly R[]): Decision<R> {
  const matching = rules.filter((rule) => rule.isEnabled && matches(source, rule));
  const [rule] = matching.toSorted((a, b) => a.place - b.place);
  if (!rule) return { rule: null, because: 'No enabled rule matches its kind and tags.' };
  const others = matching.length === 1 ? '' : ` It stands first of ${matching.length} that match.`;
  return { rule, because: `The rule ${rule.name} is for ${describeCriteria(rule)}.${others}` };
}

/** Whether a rule is for a data source. Tags and their values are compared letter by letter. */
export function matches(source: SourceTraits, { kind, tags }: RuleCriteria): boolean {
  if (kind !== null && kind !== source.kind) return false;
  return Object.entries(tags).every(([key, value]) => Object.hasOwn(source.tags, key) && source.tags[key] === value);
}

/** In words: "POSTGRESQL with env=prod". */
export function describeCriteria({ kind, tags }: RuleCriteria): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  const what = kind ?? 'everything';
  return pairs.length === 0 ? what : `${what} with ${pairs.toSorted().join(' and ')}`;
}

/** @throws InvalidInputError for a place beyond the end: places run from 1, without gaps */
export function assertPlace(place: number, last: number): void {
  if (place <= last) return;
  const message = last === 1 ? 'must be 1: there is no other rule' : `must be 1 to ${last}: there are no more rules`;
  throw new InvalidInputError([{ path: 'place', message }]);
}

const FIRST_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3_600;

/** How long a data source waits, in seconds, that could not be protected so many times in a row: a minute, doubled up to an hour. */
export function pauseAfterFailures(failures: number): number {
  return Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.max(0, failures - 1));
}
