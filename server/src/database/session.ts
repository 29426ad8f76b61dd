/** The URL with settings for its sessions added (`-c name=value …`) to those that it has already. */
export function withSettings(url: string, settings: string): string {
  const changed = new URL(url);
  const present = changed.searchParams.get('options');
  changed.searchParams.set('options', present === null ? settings : `${present} ${settings}`);
  return changed.toString();
}
