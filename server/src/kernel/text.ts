/** Whether PostgreSQL can store it: its text cannot contain NUL, and its jsonb cannot contain half a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
