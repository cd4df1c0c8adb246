/** Whether PostgreSQL can keep the text, as text and in jsonb: no NUL, and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const NOT_STORABLE = 'must be valid Unicode without NUL';
