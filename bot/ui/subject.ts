import { code } from './escape.ts';

/** What a job or an alert is about: an item, or a vault with all that it holds. */
export interface SubjectView {
  readonly kind: 'ITEM' | 'VAULT';
  readonly name: string;
}

interface Named {
  readonly name: string;
}

/** The item or else the vault; undefined for neither. */
export function subjectView({ item, vault }: { item: Named | null; vault: Named | null }): SubjectView | undefined {
  if (item) return { kind: 'ITEM', name: item.name };
  return vault ? { kind: 'VAULT', name: vault.name } : undefined;
}

/** The same of a job. @throws Error for neither: every job is about one of both */
export function jobSubjectView(job: { id: string; item: Named | null; vault: Named | null }): SubjectView {
  const subject = subjectView(job);
  if (!subject) throw new Error(`${job.id} is about nothing`);
  return subject;
}

/** An item by its name alone, anything else with the word for what it is: `vault` and its name. */
export function subjectText({ kind, name }: SubjectView): string {
  return kind === 'VAULT' ? `vault ${code(name)}` : code(name);
}
