export type Language = 'en' | 'zh';

/** The language that the visitor chose in the address, or else the one that the browser asks for. */
export function languageOf(chosen: unknown, headers: { 'accept-language'?: string }): Language {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return /^\s*zh/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';
}

/** A path of ours, with or without a query, in this language. */
export function inLanguage(path: string, language: Language): string {
  return withParameter(path, 'lang', language);
}

/** A path with this parameter in its query, or without it. */
export function withParameter(path: string, name: string, value: string | null): string {
  const at = path.indexOf('?');
  const parameters = new URLSearchParams(at < 0 ? '' : path.slice(at + 1));
  if (value === null) parameters.delete(name);
  else parameters.set(name, value);
  const base = at < 0 ? path : path.slice(0, at);
  return parameters.size === 0 ? base : `${base}?${parameters}`;
}
