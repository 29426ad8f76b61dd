/** Adds settings for sessions (`-c name=value …`) to those that a URL already has. */
export function withSettings(url: string, settings: string): string {
  const changed = new URL(url);
  const present = changed.searchParams.get('options');
  changed.searchParams.set('options', present === null ? settings : `${present} ${settings}`);
  return changed.toString();
}
