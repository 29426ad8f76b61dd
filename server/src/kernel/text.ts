/** Whether the database can keep it: PostgreSQL's text holds no NUL, and its jsonb no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
