export type Language = 'en' | 'zh';

/** The language that the visitor chose in the address, or else the one that the browser asks for. */
export function languageOf(chosen: unknown, headers: { 'accept-language'?: string }): Language {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return /^\s*zh/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';
}
